package org.postern.delivery;

import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.mail.Address;
import org.postern.core.MailContext;
import org.postern.core.Rewriting;

/// Reads addresses from options such as `errors_to` and `return_path`.
final class Addresses {
    private Addresses() {}

    /// The address in `text`, with or without angle brackets; the null sender for the empty string or `<>`.
    /// Empty if it is no address.
    static Optional<Address> parse(String text) {
        String bare = text.strip();
        if (bare.startsWith("<") && bare.endsWith(">")) {
            bare = bare.substring(1, bare.length() - 1);
        }
        if (bare.isEmpty()) {
            return Optional.of(Address.NULL);
        }
        int at = bare.lastIndexOf('@');
        String local = at < 0 ? bare : bare.substring(0, at);
        String domain = at < 0 ? "" : bare.substring(at + 1);
        if (hasControl(bare) || local.isEmpty() || (at >= 0 && !isDomain(domain))) {
            return Optional.empty();
        }
        return Optional.of(new Address(unquoted(local), domain));
    }

    /// The same, where it must be one.
    static Address required(String text) throws ExpansionException {
        return parse(text).orElseThrow(() -> ExpansionException.error("\"" + text + "\" is no address"));
    }

    /// An address that a router made, after the rewriting rules for recipients.
    static Address rewritten(Address address, MailContext context) throws ExpansionException {
        return context.policy().rewriting().envelope(address, Rewriting.Place.ENVELOPE_TO, context);
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(c -> c < ' ' || c == 127);
    }

    private static boolean isDomain(String domain) {
        return !domain.isEmpty() && domain.chars().noneMatch(c -> c == ' ' || c == '<' || c == '>' || c == '@');
    }

    private static String unquoted(String local) {
        if (local.length() < 2 || !local.startsWith("\"") || !local.endsWith("\"")) {
            return local;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 1; i < local.length() - 1; i++) {
            char c = local.charAt(i);
            if (c == '\\' && i < local.length() - 2) {
                plain.append(local.charAt(++i));
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
