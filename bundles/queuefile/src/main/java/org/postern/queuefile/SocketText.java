package org.postern.queuefile;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An address and a port as spool files have them: `[ADDRESS]:PORT`, or `ADDRESS.PORT` by older versions of
/// Exim.
final class SocketText {
    private static final Pattern BRACKETS = Pattern.compile("\\[([^\\]]+)\\](?::(\\d{1,5}))?");
    private static final Pattern DOTS =
            Pattern.compile("(\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9a-fA-F]*:[0-9a-fA-F:.]*?)(?:\\.(\\d{1,5}))?");
    private static final int MAX_PORT = 65_535;

    private SocketText() {}

    /// What it says; empty if it cannot be read.
    static Optional<InetSocketAddress> parse(String text) {
        Matcher matcher = BRACKETS.matcher(text);
        if (!matcher.matches()) {
            matcher = DOTS.matcher(text);
        }
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int port = Optional.ofNullable(matcher.group(2)).map(Integer::parseInt).orElse(0);
        try {
            return port > MAX_PORT
                    ? Optional.empty()
                    : Optional.of(new InetSocketAddress(InetAddress.ofLiteral(matcher.group(1)), port));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
