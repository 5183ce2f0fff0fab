package org.postern.expandstandard;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.ExpansionException;

/// The operators `utf8_domain_to_alabel` and its like: names in UTF-8 as ASCII labels and back (RFC 5891).
final class AlabelOperators {
    private static final String PREFIX = "xn--";
    private static final int MAX_LABEL = 63;

    private AlabelOperators() {}

    static List<Operator> all() {
        return List.of(
                Operator.checked("utf8_domain_to_alabel", AlabelOperators::domainToAlabel),
                Operator.checked("utf8_domain_from_alabel", AlabelOperators::domainFromAlabel),
                Operator.checked("utf8_localpart_to_alabel", AlabelOperators::localPartToAlabel),
                Operator.checked("utf8_localpart_from_alabel", AlabelOperators::localPartFromAlabel));
    }

    private static String domainToAlabel(String domain) throws ExpansionException {
        if (isAscii(domain)) {
            return domain;
        }
        String normal =
                Normalizer.normalize(decoded(domain), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        List<String> labels = new ArrayList<>();
        for (String label : normal.split("\\.", -1)) {
            labels.add(isAscii(label) ? label : alabel(label, domain));
        }
        return String.join(".", labels);
    }

    private static String alabel(String label, String whole) throws ExpansionException {
        boolean permitted =
                label.codePoints().allMatch(point -> point == '-' || Character.isLetterOrDigit(point) || isMark(point));
        if (!permitted || isMark(label.codePointAt(0))) {
            throw toAlabel(whole, "string contains a disallowed character");
        }
        String alabel = PREFIX + Punycode.encode(label);
        if (alabel.length() > MAX_LABEL) {
            throw toAlabel(whole, "domain label longer than " + MAX_LABEL + " characters");
        }
        return alabel;
    }

    private static boolean isMark(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> point == 0x200c || point == 0x200d || point == 0xb7 || point == 0x30fb;
        };
    }

    private static String domainFromAlabel(String domain) throws ExpansionException {
        List<String> labels = new ArrayList<>();
        for (String label : domain.split("\\.", -1)) {
            labels.add(isAlabel(label) ? encoded(ulabel(label, domain)) : label);
        }
        return String.join(".", labels);
    }

    private static String localPartToAlabel(String local) throws ExpansionException {
        return isAscii(local) ? local : PREFIX + Punycode.encode(decoded(local));
    }

    private static String localPartFromAlabel(String alabel) throws ExpansionException {
        if (!isAlabel(alabel)) {
            throw fromAlabel(alabel, "bad alabel prefix");
        }
        return encoded(ulabel(alabel, alabel));
    }

    private static boolean isAlabel(String label) {
        return label.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }

    private static String ulabel(String alabel, String whole) throws ExpansionException {
        Optional<String> text = Punycode.decode(alabel.substring(PREFIX.length()));
        if (text.isEmpty()) {
            throw fromAlabel(whole, "Invalid input");
        }
        return text.get();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    private static String decoded(String bytes) throws ExpansionException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException _) {
            throw toAlabel(bytes, "string encoding error");
        }
    }

    private static String encoded(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static ExpansionException toAlabel(String utf8, String why) {
        return ExpansionException.error(
                "error converting utf8 (" + QuotingOperators.printable(utf8) + ") to alabel: " + why);
    }

    private static ExpansionException fromAlabel(String alabel, String why) {
        return ExpansionException.error(
                "error converting alabel (" + QuotingOperators.printable(alabel) + ") to utf8: " + why);
    }
}
