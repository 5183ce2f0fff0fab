package org.postern.testkit;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsAnswer.Status;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;

/// The DNS as a test wants it: what was not put there does not exist. Safe for any number of threads.
public final class FakeDns implements Dns {
    private static final int MAX_CNAMES = 16;

    /// One question, in the order in which they came.
    ///
    /// @param name as asked
    /// @param type as asked
    public record Question(String name, DnsType type) {
        @Override
        public String toString() {
            return name + " " + type;
        }
    }

    private final Map<String, Map<DnsType, List<DnsRecord>>> zones = new HashMap<>();
    private final Map<String, String> failures = new HashMap<>();
    private final Set<String> secureZones = new HashSet<>();
    private final List<Question> questions = new ArrayList<>();
    private Duration ttl = Duration.ofHours(1);

    /// The DNS of a text: a line for each record, `NAME TYPE DATA`, with `SERVFAIL [TYPE]`, `TIMEOUT [TYPE]`,
    /// `EXISTS` or `SECURE` in place of type and data for what cannot be a record. Names are absolute without
    /// a final dot; the data of TXT is the rest of the line as it is; lines that begin with `;` are comments.
    public static FakeDns of(String text) {
        FakeDns dns = new FakeDns();
        text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith(";"))
                .forEach(dns::line);
        return dns;
    }

    private void line(String line) {
        String[] words = line.split("\\s+", 3);
        String data = words.length > 2 ? words[2] : "";
        switch (words[1].toUpperCase(Locale.ROOT)) {
            case "SERVFAIL", "TIMEOUT" -> fail(words[0], data, words[1].toUpperCase(Locale.ROOT));
            case "EXISTS" -> exists(words[0]);
            case "SECURE" -> secure(words[0]);
            case "A", "AAAA" -> address(words[0], data);
            case "MX" -> mx(words[0], fields(data, 2));
            case "TXT" -> txt(words[0], data);
            case "CNAME" -> cname(words[0], data);
            case "PTR", "NS" -> record(words[0], DnsType.valueOf(words[1]), new DnsRecord.Name(data));
            case "SRV" -> srv(words[0], fields(data, 4));
            case "TLSA" -> tlsa(words[0], fields(data, 4));
            default -> throw new IllegalArgumentException("not a record: " + line);
        }
    }

    private static String[] fields(String data, int count) {
        String[] fields = data.split("\\s+", -1);
        if (fields.length != count) {
            throw new IllegalArgumentException("not " + count + " fields: " + data);
        }
        return fields;
    }

    private void mx(String name, String[] data) {
        mx(name, Integer.parseInt(data[0]), data[1]);
    }

    private void srv(String name, String[] data) {
        int[] numbers = numbers(data);
        record(name, DnsType.SRV, new DnsRecord.Srv(numbers[0], numbers[1], numbers[2], data[3]));
    }

    private void tlsa(String name, String[] data) {
        int[] numbers = numbers(data);
        record(name, DnsType.TLSA, new DnsRecord.Tlsa(numbers[0], numbers[1], numbers[2], data[3]));
    }

    private static int[] numbers(String[] data) {
        return new int[] {Integer.parseInt(data[0]), Integer.parseInt(data[1]), Integer.parseInt(data[2])};
    }

    /// Adds an IPv4 or IPv6 address.
    public FakeDns address(String name, String address) {
        InetAddress found = InetAddress.ofLiteral(address);
        return record(name, found.getAddress().length == 4 ? DnsType.A : DnsType.AAAA, new DnsRecord.Address(found));
    }

    /// Adds a mail exchanger.
    public FakeDns mx(String name, int preference, String exchange) {
        return record(name, DnsType.MX, new DnsRecord.Mx(preference, exchange));
    }

    /// Adds a text.
    public FakeDns txt(String name, String text) {
        return record(name, DnsType.TXT, new DnsRecord.Txt(text));
    }

    /// Makes `name` another name of `target`.
    public FakeDns cname(String name, String target) {
        return record(name, DnsType.CNAME, new DnsRecord.Name(target));
    }

    /// Adds a name to an address, in the reverse tree.
    public FakeDns ptr(String address, String name) {
        return record(Dns.reverseName(InetAddress.ofLiteral(address)), DnsType.PTR, new DnsRecord.Name(name));
    }

    /// Adds any record.
    public synchronized FakeDns record(String name, DnsType type, DnsRecord record) {
        zones.computeIfAbsent(key(name), _ -> new HashMap<>())
                .computeIfAbsent(type, _ -> new ArrayList<>())
                .add(record);
        return this;
    }

    /// Makes a name exist, if only without records.
    public synchronized FakeDns exists(String name) {
        zones.computeIfAbsent(key(name), _ -> new HashMap<>());
        return this;
    }

    /// Makes every query for a name fail.
    public FakeDns servfail(String name) {
        return fail(name, "", "SERVFAIL");
    }

    /// Makes the queries for a name and type fail.
    public FakeDns servfail(String name, DnsType type) {
        return fail(name, type.name(), "SERVFAIL");
    }

    /// Leaves every query for a name without an answer. Nothing waits: the time is over at once.
    public FakeDns timeout(String name) {
        return fail(name, "", "TIMEOUT");
    }

    /// Leaves the queries for a name and type without an answer.
    public FakeDns timeout(String name, DnsType type) {
        return fail(name, type.name(), "TIMEOUT");
    }

    private synchronized FakeDns fail(String name, String type, String how) {
        failures.put(key(name) + ' ' + type.toUpperCase(Locale.ROOT), how);
        return this;
    }

    /// Takes failures back, so that what is there is found again.
    public synchronized FakeDns recover() {
        failures.clear();
        return this;
    }

    /// Removes all records of a name.
    public synchronized FakeDns remove(String name) {
        zones.remove(key(name));
        return this;
    }

    /// Makes a zone and all below it DNSSEC-validated.
    public synchronized FakeDns secure(String zone) {
        secureZones.add(key(zone));
        return this;
    }

    /// The time to live of every answer from now on.
    public synchronized FakeDns ttl(Duration other) {
        ttl = other;
        return this;
    }

    /// What has been asked so far.
    public synchronized List<Question> questions() {
        return List.copyOf(questions);
    }

    @Override
    public synchronized DnsAnswer query(String name, DnsType type) throws DnsException {
        questions.add(new Question(name, type));
        String current = key(name);
        boolean secure = true;
        for (int i = 0; i <= MAX_CNAMES; i++) {
            failIfSaid(current, type);
            secure &= isSecure(current);
            Map<DnsType, List<DnsRecord>> records = zones.getOrDefault(current, Map.of());
            if (records.containsKey(type)) {
                return new DnsAnswer(Status.FOUND, records.getOrDefault(type, List.of()), secure, ttl, current);
            }
            List<DnsRecord> alias = records.getOrDefault(DnsType.CNAME, List.of());
            if (alias.isEmpty()) {
                Status status = isName(current) ? Status.NO_DATA : Status.NO_NAME;
                return new DnsAnswer(status, List.of(), secure, ttl, current);
            }
            current = key(alias.getFirst().presentation());
        }
        throw new DnsException(name + " " + type + ": too many CNAMEs");
    }

    private void failIfSaid(String name, DnsType type) throws DnsException {
        for (String key : List.of(name + ' ', name + ' ' + type)) {
            if (failures.containsKey(key)) {
                throw new DnsException(name + " " + type + ": " + failures.get(key));
            }
        }
    }

    private boolean isSecure(String name) {
        return secureZones.stream().anyMatch(zone -> zone.isEmpty() || name.equals(zone) || name.endsWith('.' + zone));
    }

    private boolean isName(String name) {
        return zones.keySet().stream().anyMatch(known -> known.equals(name) || known.endsWith('.' + name));
    }

    private static String key(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
