package org.postern.chunking;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a BDAT command announces (RFC 3030, 2): how many octets follow it, and whether they are the last.
///
/// @param size the octets
/// @param last whether the message ends with them
record Chunk(long size, boolean last) {
    /// More octets than any message has: a number with so many digits is still one.
    private static final int MAX_DIGITS = 18;

    private static final Pattern ARGUMENT =
            Pattern.compile("([0-9]{1," + MAX_DIGITS + "})( +LAST)?", Pattern.CASE_INSENSITIVE);

    /// Reads the argument of BDAT; empty if it does not say how many octets follow.
    static Optional<Chunk> parse(String argument) {
        Matcher matcher = ARGUMENT.matcher(argument);
        return matcher.matches()
                ? Optional.of(new Chunk(Long.parseLong(matcher.group(1)), matcher.group(2) != null))
                : Optional.empty();
    }

    /// A chunk of no octets that does not end the message: nothing that a client has a use for.
    boolean isVoid() {
        return size == 0 && !last;
    }
}
