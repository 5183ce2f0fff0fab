package org.postern.expandstandard;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.idna.DomainNames;
import org.postern.idna.LocalPart;
import org.postern.idna.NoSuchNameException;
import org.postern.idna.Punycode;

/// The operators `utf8_domain_to_alabel` and its like: names in UTF-8 as ASCII labels and back (RFC 5891).
final class AlabelOperators {
    private static final String PREFIX = "xn--";

    private AlabelOperators() {}

    static List<Operator> all() {
        return List.of(
                Operator.checked("utf8_domain_to_alabel", AlabelOperators::domainToAlabel),
                Operator.checked("utf8_domain_from_alabel", AlabelOperators::domainFromAlabel),
                Operator.checked("utf8_localpart_to_alabel", AlabelOperators::localPartToAlabel),
                Operator.checked("utf8_localpart_from_alabel", AlabelOperators::localPartFromAlabel));
    }

    private static String domainToAlabel(String domain) throws ExpansionException {
        try {
            return DomainNames.toAlabels(domain);
        } catch (NoSuchNameException e) {
            throw toAlabel(domain, e.reason());
        }
    }

    private static String domainFromAlabel(String domain) throws ExpansionException {
        List<String> labels = new ArrayList<>();
        for (String label : domain.split("\\.", -1)) {
            labels.add(isAlabel(label) ? encoded(ulabel(label, domain)) : label);
        }
        return String.join(".", labels);
    }

    private static String localPartToAlabel(String local) throws ExpansionException {
        return LocalPart.inAscii(local).orElseThrow(() -> toAlabel(local, "string encoding error"));
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
