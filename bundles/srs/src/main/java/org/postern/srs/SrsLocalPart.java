package org.postern.srs;

import java.util.ArrayList;
import java.util.List;

/// A local part, taken apart as SRS puts it together.
sealed interface SrsLocalPart {
    /// One that SRS has nothing to do with.
    record None() implements SrsLocalPart {}

    /// One that begins as one of SRS does and does not go on so.
    ///
    /// @param reason what is wrong
    record Broken(String reason) implements SrsLocalPart {}

    /// `SRS0=HASH=STAMP=DOMAIN=LOCAL`: what the first forwarder makes. To others it is opaque.
    ///
    /// @param rest all after `SRS0`
    /// @param fields the hash, the stamp, the domain, and the local part, as many as there are
    /// @param quoted whether it is a quoted string
    record First(String rest, List<String> fields, boolean quoted) implements SrsLocalPart {
        private static final List<String> NAMES = List.of("hash", "time", "domain", "local part");

        boolean isWhole() {
            return fields.size() == NAMES.size() && fields.stream().noneMatch(String::isEmpty);
        }

        String missing() {
            int empty = fields.indexOf("");
            return NAMES.get(empty < 0 ? Math.min(fields.size(), NAMES.size() - 1) : empty);
        }

        String hash() {
            return fields.getFirst();
        }

        String stamp() {
            return fields.get(1);
        }

        String domain() {
            return fields.get(2);
        }

        String local() {
            return fields.get(3);
        }

        String sender() {
            return local() + '@' + domain();
        }

        String address() {
            return requoted(local(), quoted) + '@' + domain();
        }
    }

    /// `SRS1=HASH=FORWARDER=REST`: what the next forwarders make.
    ///
    /// @param hash over the others
    /// @param forwarder who was the first
    /// @param rest what stood behind `SRS0` there
    /// @param quoted whether it is a quoted string
    record Next(String hash, String forwarder, String rest, boolean quoted) implements SrsLocalPart {
        String address() {
            return requoted("SRS0" + rest, quoted) + '@' + forwarder;
        }
    }

    /// Takes a local part apart.
    static SrsLocalPart parse(String localPart) {
        String bare = unquoted(localPart);
        if (bare.length() < 5 || "=+-".indexOf(bare.charAt(4)) < 0) {
            return new None();
        }
        boolean quoted = isQuoted(localPart);
        if (bare.regionMatches(true, 0, "SRS0", 0, 4)) {
            return new First(bare.substring(4), split(bare.substring(5), 4), quoted);
        }
        if (!bare.regionMatches(true, 0, "SRS1", 0, 4)) {
            return new None();
        }
        List<String> fields = split(bare.substring(5), 3);
        if (fields.size() < 3 || fields.get(1).isEmpty() || fields.get(2).isEmpty()) {
            return new Broken("there is no first forwarder");
        }
        return new Next(fields.getFirst(), fields.get(1), fields.get(2), quoted);
    }

    /// Cuts at `=` into `most` fields at the most.
    private static List<String> split(String text, int most) {
        List<String> fields = new ArrayList<>();
        int from = 0;
        int to = text.indexOf('=');
        while (to >= 0 && fields.size() < most - 1) {
            fields.add(text.substring(from, to));
            from = to + 1;
            to = text.indexOf('=', from);
        }
        fields.add(text.substring(from));
        return fields;
    }

    /// Whether it is a quoted string.
    static boolean isQuoted(String localPart) {
        return localPart.length() > 1 && localPart.startsWith("\"") && localPart.endsWith("\"");
    }

    /// The same without quotes around it.
    static String unquoted(String localPart) {
        return isQuoted(localPart) ? localPart.substring(1, localPart.length() - 1) : localPart;
    }

    private static String requoted(String local, boolean quoted) {
        return quoted ? '"' + local + '"' : local;
    }
}
