package org.postern.filters;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.mail.MailboxParser;

/// A `mailto:` URI (RFC 6068), as a method of notification (RFC 5436, 2.1).
///
/// @param recipients whom to write to, separated by commas
/// @param subject its subject, or the empty string
/// @param body its body, or the empty string
/// @param fields other header fields, in order
record MailtoUri(String recipients, String subject, String body, Map<String, String> fields) {
    private static final String SCHEME = "mailto:";
    private static final int MAX_RECIPIENTS = 10;

    /// Fields that a notification makes itself, or that nobody else is to make (RFC 5436, 2.7).
    private static final Set<String> OWN = Set.of(
            "auto-submitted",
            "bcc",
            "content-transfer-encoding",
            "content-type",
            "date",
            "from",
            "in-reply-to",
            "message-id",
            "mime-version",
            "received",
            "references",
            "reply-to",
            "resent-from",
            "sender");

    MailtoUri {
        fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /// The URI in a text; empty if it is none, or names nobody.
    static Optional<MailtoUri> parse(String text) {
        if (!text.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return Optional.empty();
        }
        int question = text.indexOf('?');
        String path = text.substring(SCHEME.length(), question < 0 ? text.length() : question);
        List<String> recipients = new ArrayList<>();
        Map<String, String> fields = new LinkedHashMap<>();
        boolean good = addAll(path.split(",", -1), recipients)
                && (question < 0 || addFields(text.substring(question + 1), recipients, fields));
        if (!good || recipients.isEmpty() || recipients.size() > MAX_RECIPIENTS) {
            return Optional.empty();
        }
        String subject = Optional.ofNullable(fields.remove("subject")).orElse("");
        String body = Optional.ofNullable(fields.remove("body")).orElse("");
        return Optional.of(new MailtoUri(String.join(", ", recipients), subject, body, fields));
    }

    private static boolean addAll(String[] addresses, List<String> recipients) {
        for (String encoded : addresses) {
            Optional<String> address = decoded(encoded).map(String::strip);
            if (address.isEmpty() || (!address.get().isEmpty() && !isAddress(address.get()))) {
                return false;
            }
            if (!address.get().isEmpty()) {
                recipients.add(address.get());
            }
        }
        return true;
    }

    private static boolean isAddress(String text) {
        return MailboxParser.parse(text) instanceof MailboxParser.Result.Parsed parsed
                && !parsed.domain().isEmpty()
                && text.chars().noneMatch(c -> c < ' ');
    }

    private static boolean addFields(String query, List<String> recipients, Map<String, String> fields) {
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            Optional<String> name = equals < 0
                    ? Optional.empty()
                    : decoded(pair.substring(0, equals)).map(each -> each.toLowerCase(Locale.ROOT));
            Optional<String> value = equals < 0 ? Optional.empty() : decoded(pair.substring(equals + 1));
            if (name.isEmpty() || value.isEmpty() || !name.get().matches("[!-9;-~]+")) {
                return false;
            }
            if (name.get().equals("to") && !addAll(value.get().split(",", -1), recipients)) {
                return false;
            }
            if (!name.get().equals("to") && !OWN.contains(name.get())) {
                fields.putIfAbsent(name.get(), name.get().equals("body") ? value.get() : oneLine(value.get()));
            }
        }
        return true;
    }

    private static String oneLine(String value) {
        return value.replaceAll("[\\x00-\\x1f\\x7f]+", " ");
    }

    private static Optional<String> decoded(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = digit(text, i + 1);
                int low = digit(text, i + 2);
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                plain.append((char) (high << 4 | low));
                i += 2;
            } else {
                plain.append(c);
            }
        }
        return Optional.of(plain.toString());
    }

    private static int digit(String text, int index) {
        return index < text.length() ? Character.digit(text.charAt(index), 16) : -1;
    }
}
