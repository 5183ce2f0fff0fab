package org.postern.dmarc;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.NullMarked;
import org.postern.testkit.FakeDns;

/// Reads the zones of the conformance suites into a fake DNS.
@NullMarked
final class Zones {
    private Zones() {}

    /// `{NAME: [TXT...] | {TYPE: [DATA...]} | {"error": ...}}`.
    static FakeDns of(JsonObject zone) {
        FakeDns dns = new FakeDns();
        zone.entrySet().forEach(entry -> name(dns, entry.getKey(), entry.getValue()));
        return dns;
    }

    private static void name(FakeDns dns, String name, JsonElement data) {
        if (data.isJsonArray()) {
            data.getAsJsonArray().forEach(text -> dns.txt(name, text.getAsString()));
            return;
        }
        JsonObject types = data.getAsJsonObject();
        if (types.has("error")) {
            dns.servfail(name);
            return;
        }
        for (var type : types.entrySet()) {
            for (JsonElement item : type.getValue().getAsJsonArray()) {
                record(dns, name, type.getKey(), item);
            }
        }
    }

    private static void record(FakeDns dns, String name, String type, JsonElement item) {
        switch (type) {
            case "TXT" -> dns.txt(name, text(item));
            case "A" -> dns.address(name, item.getAsString());
            case "MX" -> {
                String[] words = item.getAsString().split(" ", 2);
                dns.mx(name, Integer.parseInt(words[0]), words[1]);
            }
            default -> throw new IllegalArgumentException(name + " " + type);
        }
    }

    /// One string, or a list of those that a record is made of.
    private static String text(JsonElement item) {
        if (!item.isJsonArray()) {
            return item.getAsString();
        }
        StringBuilder text = new StringBuilder();
        item.getAsJsonArray().forEach(part -> text.append(part.getAsString()));
        return text.toString();
    }

    /// rspamd's list of records; only TXT counts here.
    static FakeDns rspamd(JsonArray records) {
        FakeDns dns = new FakeDns();
        for (JsonElement element : records) {
            JsonObject record = element.getAsJsonObject();
            String name = record.get("name").getAsString();
            if (!record.get("type").getAsString().equals("txt")) {
                continue;
            }
            if (record.has("rcode")) {
                String code = record.get("rcode").getAsString().replace("'", "").toLowerCase(Locale.ROOT);
                switch (code) {
                    case "norec" -> dns.exists(name);
                    case "nxdomain" -> {}
                    default -> dns.timeout(name);
                }
            } else {
                record.getAsJsonArray("replies").forEach(text -> dns.txt(name, text.getAsString()));
            }
        }
        return dns;
    }
}
