package org.postern.spf;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.testkit.FakeDns;

/// Reads the zones of the conformance suites into a fake DNS.
@NullMarked
final class ConformanceZones {
    private ConformanceZones() {}

    /// Zone data in the form of the openspf suites: `{NAME: [{TYPE: VALUE} | "TIMEOUT"]}`.
    static FakeDns openspf(JsonObject zonedata) {
        FakeDns dns = new FakeDns();
        zonedata.entrySet()
                .forEach(entry -> name(dns, entry.getKey(), entry.getValue().getAsJsonArray()));
        return dns;
    }

    private static void name(FakeDns dns, String name, JsonArray entries) {
        boolean hasTxt = entries.asList().stream()
                .anyMatch(
                        entry -> entry.isJsonObject() && entry.getAsJsonObject().has("TXT"));
        Set<DnsType> known = EnumSet.noneOf(DnsType.class);
        dns.exists(name);
        for (JsonElement entry : entries) {
            if (!entry.isJsonObject()) {
                EnumSet<DnsType> others = EnumSet.allOf(DnsType.class);
                others.removeAll(known);
                others.forEach(type -> dns.timeout(name, type));
                return;
            }
            for (var record : entry.getAsJsonObject().entrySet()) {
                add(dns, name, record.getKey(), record.getValue(), known);
                if (record.getKey().equals("SPF") && !hasTxt) {
                    add(dns, name, "TXT", record.getValue(), known);
                }
            }
        }
    }

    private static void add(FakeDns dns, String name, String type, JsonElement value, Set<DnsType> known) {
        if (type.equals("MX-HOST-ADDRS")) {
            exchangers(dns, name, strings(value));
            return;
        }
        DnsType dnsType = DnsType.valueOf(type);
        if (isNone(value)) {
            return;
        }
        known.add(dnsType);
        switch (dnsType) {
            case A, AAAA -> strings(value).forEach(address -> dns.address(name, address));
            case MX -> {
                JsonArray pair = value.getAsJsonArray();
                dns.mx(name, pair.get(0).getAsInt(), undotted(pair.get(1).getAsString()));
            }
            case TXT, SPF -> dns.record(name, dnsType, new DnsRecord.Txt(String.join("", strings(value))));
            case CNAME -> dns.cname(name, value.getAsString());
            case PTR -> strings(value).forEach(target -> pointer(dns, name, undotted(target)));
            default -> throw new IllegalArgumentException(name + " " + type);
        }
    }

    /// `NONE` stands for no record, and keeps one of type SPF from being served as TXT.
    private static boolean isNone(JsonElement value) {
        return !value.isJsonArray() && value.getAsString().equals("NONE");
    }

    /// A name in the reverse tree, or an address.
    private static void pointer(FakeDns dns, String name, String target) {
        if (name.toLowerCase(Locale.ROOT).endsWith(".arpa")) {
            dns.record(name, DnsType.PTR, new DnsRecord.Name(target));
        } else {
            dns.ptr(name, target);
        }
    }

    private static void exchangers(FakeDns dns, String name, List<String> addresses) {
        for (int i = 0; i < addresses.size(); i++) {
            String host = "exchanger" + i + "." + name;
            dns.mx(name, i, host).address(host, addresses.get(i));
        }
    }

    private static List<String> strings(JsonElement value) {
        List<String> strings = new ArrayList<>();
        if (value.isJsonArray()) {
            value.getAsJsonArray().forEach(element -> strings.add(element.getAsString()));
        } else {
            strings.add(value.getAsString());
        }
        return strings;
    }

    private static String undotted(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /// Records in the form of rspamd: `{name, type, replies | rcode}`.
    static FakeDns rspamd(JsonArray records) {
        FakeDns dns = new FakeDns();
        for (JsonElement element : records) {
            JsonObject record = element.getAsJsonObject();
            String name = record.get("name").getAsString();
            DnsType type = DnsType.valueOf(record.get("type").getAsString().toUpperCase(Locale.ROOT));
            if (record.has("rcode")) {
                switch (record.get("rcode").getAsString().replace("'", "")) {
                    case "norec" -> dns.exists(name);
                    case "timeout" -> dns.timeout(name, type);
                    case "nxdomain" -> dns.remove(name);
                    case String other -> throw new IllegalArgumentException(other);
                }
                continue;
            }
            for (String reply : strings(record.get("replies"))) {
                switch (type) {
                    case MX -> dns.mx(name, 10, undotted(reply.substring(reply.indexOf(' ') + 1)));
                    case TXT -> dns.txt(name, reply);
                    case PTR -> dns.record(name, type, new DnsRecord.Name(undotted(reply)));
                    default -> dns.address(name, reply);
                }
            }
        }
        return dns;
    }
}
