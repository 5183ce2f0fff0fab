package org.postern.dmarc;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Domain names as DMARC compares them: A-labels in lower case, without dots at the ends.
final class DomainNames {
    private static final int MAX_LENGTH = 253;
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\\.[a-z0-9_](?:[a-z0-9_-]{0,62}))*");
    private static final Pattern END_DOTS = Pattern.compile("\\A\\.+|\\.+\\z");

    private DomainNames() {}

    /// The name in that form; a byte in each `char` of `text`. Empty if it is none: an address literal, a
    /// label that is empty or too long, characters that no host name has.
    static Optional<String> of(String text) {
        if (text.length() > 4 * MAX_LENGTH) {
            return Optional.empty();
        }
        String bare = END_DOTS.matcher(text).replaceAll("");
        String name = ascii(bare).toLowerCase(Locale.ROOT);
        return name.length() <= MAX_LENGTH && NAME.matcher(name).matches() ? Optional.of(name) : Optional.empty();
    }

    private static String ascii(String text) {
        return org.postern.idna.DomainNames.alabels(text).orElse("");
    }

    /// How many labels a name has.
    static int labels(String name) {
        return 1 + (int) name.chars().filter(c -> c == '.').count();
    }

    /// The last `count` labels of a name, or all of it if it has no more.
    static String last(String name, int count) {
        int dot = name.length();
        for (int i = 0; i < count && dot >= 0; i++) {
            dot = name.lastIndexOf('.', dot - 1);
        }
        return name.substring(dot + 1);
    }

    /// The name without its first label; empty for a name of one label.
    static Optional<String> parent(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? Optional.empty() : Optional.of(name.substring(dot + 1));
    }

    /// Whether `name` is `ancestor` or below it.
    static boolean isWithin(String name, String ancestor) {
        return name.equals(ancestor) || name.endsWith('.' + ancestor);
    }
}
