package org.postern.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/// A whole DNS in a text: master-file records (RFC 1035, 5), and lines `;; SERVFAIL NAME [TYPE]`, `;;
/// TIMEOUT NAME [TYPE]`, `;; SECURE ZONE`, `;; AA ZONE` and `;; SEARCH ZONE`. What is not in it does not
/// exist. Wildcards work, in the lines too. Immutable.
final class Zones implements Dns {
    private static final int MAX_CHAIN = 16;
    private static final long DEFAULT_TTL = 3600;

    private final Map<String, List<Record>> records;
    private final Set<String> names;
    private final Directives directives;

    private Zones(Map<String, List<Record>> records, Set<String> names, Directives directives) {
        this.records = records;
        this.names = names;
        this.directives = directives;
    }

    /// What the lines with two semicolons say.
    ///
    /// @param failures what becomes of queries, by name and type
    /// @param zones by the word, those of SECURE, AA and SEARCH
    private record Directives(Map<String, String> failures, Map<String, List<String>> zones) {
        List<String> of(String word) {
            return zones.getOrDefault(word, List.of());
        }
    }

    /// Reads zones; the exception tells line and fault.
    static Zones parse(String text) throws IOException {
        Map<String, List<Record>> records = new HashMap<>();
        Set<String> names = new HashSet<>();
        Directives directives = new Directives(new HashMap<>(), new HashMap<>());
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (line.strip().startsWith(";;")) {
                directive(line.strip().substring(2).strip(), number, directives);
            }
        }
        try (Master master = new Master(new ByteArrayInputStream(ascii(text)), Name.root, DEFAULT_TTL)) {
            master.disableIncludes();
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                String name = Names.key(Names.text(record.getName()));
                records.computeIfAbsent(name, _ -> new ArrayList<>()).add(record);
                addWithParents(name, names);
            }
        }
        return new Zones(records, names, directives);
    }

    /// The same text with bytes beyond ASCII written as `\DDD`, which the parser would otherwise turn into
    /// UTF-8.
    private static byte[] ascii(String text) {
        StringBuilder ascii = new StringBuilder(text.length());
        text.chars().forEach(c -> ascii.append(c < 128 ? String.valueOf((char) c) : "\\" + c));
        return ascii.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /// A comment that begins with none of the words is one.
    private static void directive(String line, int number, Directives directives) throws IOException {
        String[] words = line.split("\\s+", -1);
        String word = words[0].toUpperCase(Locale.ROOT);
        boolean ofZone = Set.of("SECURE", "AA", "SEARCH").contains(word);
        if (!ofZone && !Set.of("SERVFAIL", "TIMEOUT").contains(word)) {
            return;
        }
        if (words.length < 2 || words.length > (ofZone ? 2 : 3)) {
            throw new IOException(
                    "line " + number + ": not " + word + " NAME" + (ofZone ? "" : " [TYPE]") + ": " + line);
        }
        if (ofZone) {
            directives.zones().computeIfAbsent(word, _ -> new ArrayList<>()).add(Names.key(words[1]));
            return;
        }
        String type = words.length > 2 ? words[2].toUpperCase(Locale.ROOT) : "";
        if (!type.isEmpty() && org.xbill.DNS.Type.value(type) < 0) {
            throw new IOException("line " + number + ": not a type: " + words[2]);
        }
        directives.failures().put(Names.key(words[1]) + ' ' + type, word);
    }

    private static void addWithParents(String name, Set<String> names) {
        String current = name;
        while (names.add(current) && !current.isEmpty()) {
            current = parent(current);
        }
    }

    private static String parent(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }

    @Override
    public List<String> searchDomains() {
        return directives.of("SEARCH");
    }

    @Override
    public DnsAnswer query(String name, DnsType type) throws DnsException {
        String current = Names.key(name);
        boolean isSecure = true;
        long ttl = DEFAULT_TTL * 24;
        if (Names.parse(name).isEmpty()) {
            return new DnsAnswer(Status.NO_NAME, List.of(), false, Duration.ZERO, current);
        }
        for (int i = 0; i < MAX_CHAIN; i++) {
            failIfSaid(current, type);
            isSecure &= isIn("SECURE", current);
            List<Record> all = recordsOf(current);
            List<Record> found = all.stream()
                    .filter(record -> record.getType() == type.number())
                    .toList();
            if (!found.isEmpty()) {
                return found(found, isSecure, Math.min(ttl, leastTtl(found)), current);
            }
            List<Record> alias =
                    all.stream().filter(CNAMERecord.class::isInstance).toList();
            if (alias.isEmpty()) {
                Status status = all.isEmpty() && !names.contains(current) ? Status.NO_NAME : Status.NO_DATA;
                return new DnsAnswer(status, List.of(), isSecure, Duration.ofSeconds(ttl), current);
            }
            ttl = Math.min(ttl, leastTtl(alias));
            current = Names.key(Records.of(alias.getFirst()).presentation());
        }
        throw new DnsException(name + " (" + type + "): a loop of CNAMEs, or more than " + MAX_CHAIN);
    }

    private DnsAnswer found(List<Record> found, boolean isSecure, long ttl, String name) {
        List<DnsRecord> ours = found.stream().map(Records::of).toList();
        return new DnsAnswer(Status.FOUND, ours, isSecure, Duration.ofSeconds(ttl), name, isIn("AA", name));
    }

    private static long leastTtl(List<Record> all) {
        return all.stream().mapToLong(Record::getTTL).min().orElse(0);
    }

    /// The records of a name, or of the wildcard below its closest encloser (RFC 4592, 3.3.1).
    private List<Record> recordsOf(String name) {
        if (names.contains(name) || name.isEmpty()) {
            return records.getOrDefault(name, List.of());
        }
        String encloser = parent(name);
        while (!encloser.isEmpty() && !names.contains(encloser)) {
            encloser = parent(encloser);
        }
        return records.getOrDefault(encloser.isEmpty() ? "*" : "*." + encloser, List.of());
    }

    private void failIfSaid(String name, DnsType type) throws DnsException {
        failIfSaid(name, name, type);
        for (String encloser = parent(name); !encloser.isEmpty(); encloser = parent(encloser)) {
            failIfSaid("*." + encloser, name, type);
        }
    }

    private void failIfSaid(String owner, String name, DnsType type) throws DnsException {
        for (String key : List.of(owner + ' ', owner + ' ' + type)) {
            String how = directives.failures().get(key);
            if (how != null) {
                throw new DnsException(name + " (" + type + "): " + (how.equals("TIMEOUT") ? "timed out" : how));
            }
        }
    }

    private boolean isIn(String word, String name) {
        return directives.of(word).stream()
                .anyMatch(zone -> zone.isEmpty() || name.equals(zone) || name.endsWith('.' + zone));
    }
}
