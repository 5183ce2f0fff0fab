package org.postern.itests.exim;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The zones of the recorded world as a master file (RFC 1035, 5).
final class Zones {
    private static final Pattern WORD = Pattern.compile("\\s+");

    private Zones() {}

    /// The file for `--dns`, from rows of zone, name, type, data and flags.
    static String masterFile(List<String[]> records) {
        return records.stream().map(Zones::lines).collect(Collectors.joining())
                + ";; SEARCH test.ex\n;; SERVFAIL test.again.dns\n;; SERVFAIL *.test.again.dns\n"
                + ";; SERVFAIL test.fail.dns\n;; SERVFAIL *.test.fail.dns\n"
                + manyHome();
    }

    private static String lines(String[] row) {
        String name = owner(row[1]);
        if (row[1].startsWith("#") || row[4].contains("NXDOMAIN")) {
            return "";
        }
        String record = name + " " + ttl(row[4]) + " IN " + row[2] + " " + data(row[0], row[2], row[3]) + "\n";
        return record
                + (row[4].contains("DNSSEC") ? ";; SECURE " + name + "\n" : "")
                + (row[4].contains("AA") ? ";; AA " + name + "\n" : "");
    }

    private static String owner(String name) {
        return name.replace("/", "\\/") + ".";
    }

    private static String ttl(String flags) {
        int at = flags.indexOf("TTL=");
        return at < 0 ? "3600" : flags.substring(at + 4).replaceAll("\\D.*", "");
    }

    private static String data(String zone, String type, String data) {
        return switch (type) {
            case "MX", "CNAME", "NS", "PTR", "SRV" -> absoluteLast(zone, data);
            case "SOA" -> soa(data);
            case "TXT", "SPF" ->
                data.startsWith("\"") ? data : "\"" + data.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
            default -> data;
        };
    }

    private static String absoluteLast(String zone, String data) {
        return data.endsWith(".") ? data : data + "." + zone + ".";
    }

    private static String soa(String data) {
        String[] words = WORD.split(data.strip(), -1);
        words[0] = words[0].endsWith(".") ? words[0] : words[0] + ".";
        words[1] = words[1].endsWith(".") ? words[1] : words[1] + ".";
        return String.join(" ", words);
    }

    private static String manyHome() {
        StringBuilder records = new StringBuilder();
        for (int i = 0; i < 2048; i++) {
            records.append("manyhome.test.ex. IN A 10.250.")
                    .append(i / 256)
                    .append('.')
                    .append(i % 256)
                    .append('\n');
        }
        return records.toString();
    }
}
