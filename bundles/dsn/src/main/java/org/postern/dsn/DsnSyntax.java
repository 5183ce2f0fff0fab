package org.postern.dsn;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The values of the parameters of RFC 3461, 4.1 to 4.4.
final class DsnSyntax {
    /// The longest ENVID (RFC 3461, 4.4).
    private static final int MAX_ENVELOPE_ID = 100;
    /// The longest ORCPT (RFC 3461, 4.2).
    private static final int MAX_ORIGINAL_RECIPIENT = 500;

    private static final Pattern XTEXT = Pattern.compile("(?:[!-*,-<>-~]|\\+[0-9A-F]{2})*");
    /// RFC 6533, 3, as it comes with SMTPUTF8.
    private static final Pattern UTF8_XTEXT = Pattern.compile("(?:[!-*,-<>-~\\x80-\\xff]|\\+[0-9A-F]{2})*");
    private static final Pattern ADDRESS_TYPE = Pattern.compile("[A-Za-z0-9!#$%&'*+/?^_`{|}~.-]+");
    private static final Set<String> EVENTS = Set.of("SUCCESS", "FAILURE", "DELAY");

    private DsnSyntax() {}

    /// How much of the message a report returns.
    static boolean isReturn(String value) {
        return value.equalsIgnoreCase("FULL") || value.equalsIgnoreCase("HDRS");
    }

    /// A name that the sender has for the transaction.
    static boolean isEnvelopeId(String value) {
        return !value.isEmpty() && value.length() <= MAX_ENVELOPE_ID && isXtext(value);
    }

    /// `NEVER`, or some of the things that may become of a message.
    static boolean isNotify(String value) {
        String upper = value.toUpperCase(Locale.ROOT);
        List<String> events = List.of(upper.split(",", -1));
        return upper.equals("NEVER") || (EVENTS.containsAll(events) && new HashSet<>(events).size() == events.size());
    }

    /// The type of an address and, in xtext, the address.
    static boolean isOriginalRecipient(String value) {
        int semicolon = value.indexOf(';');
        return semicolon > 0
                && value.length() <= MAX_ORIGINAL_RECIPIENT
                && ADDRESS_TYPE.matcher(value.substring(0, semicolon)).matches()
                && semicolon + 1 < value.length()
                && (isXtext(value.substring(semicolon + 1))
                        || (value.regionMatches(true, 0, "utf-8;", 0, 6)
                                && UTF8_XTEXT
                                        .matcher(value.substring(semicolon + 1))
                                        .matches()));
    }

    /// Printable characters but `+` and `=`, which are written as `+` and two hexadecimal digits, as any may
    /// be.
    private static boolean isXtext(String value) {
        return XTEXT.matcher(value).matches();
    }
}
