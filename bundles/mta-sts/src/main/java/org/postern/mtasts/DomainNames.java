package org.postern.mtasts;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Names of domains and hosts as policies compare them: A-labels in lower case, without a final dot.
final class DomainNames {
    private static final int MAX_LENGTH = 253;
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+");

    private DomainNames() {}

    /// The name in that form; a byte in each `char` of `text`. Empty if it is none: an address, a label that
    /// is empty or too long, characters that no host name has.
    static Optional<String> of(String text) {
        if (text.length() > 4 * MAX_LENGTH) {
            return Optional.empty();
        }
        String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        String name = ascii(bare).toLowerCase(Locale.ROOT);
        boolean isName = name.length() <= MAX_LENGTH
                && NAME.matcher(name).matches()
                && !ADDRESS.matcher(name).matches();
        return isName ? Optional.of(name) : Optional.empty();
    }

    private static String ascii(String text) {
        return org.postern.idna.DomainNames.alabels(text).orElse("");
    }
}
