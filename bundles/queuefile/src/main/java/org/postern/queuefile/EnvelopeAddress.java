package org.postern.queuefile;

import org.postern.api.mail.Address;

/// The address that a text of a spool file is: as it stands in SMTP, without angle brackets.
final class EnvelopeAddress {
    private EnvelopeAddress() {}

    static Address of(String text) {
        int at = text.lastIndexOf('@');
        if (at < 0) {
            return new Address(unquoted(text), "");
        }
        return Address.asWritten(unquoted(text.substring(0, at)), text.substring(at + 1));
    }

    private static String unquoted(String local) {
        if (local.length() < 2 || !local.startsWith("\"") || !local.endsWith("\"")) {
            return local;
        }
        StringBuilder plain = new StringBuilder(local.length());
        for (int i = 1; i < local.length() - 1; i++) {
            char c = local.charAt(i);
            boolean pair = c == '\\' && i + 1 < local.length() - 1;
            plain.append(pair ? local.charAt(++i) : c);
        }
        return plain.toString();
    }
}
