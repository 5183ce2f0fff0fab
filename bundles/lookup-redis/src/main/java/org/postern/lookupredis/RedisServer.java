package org.postern.lookupredis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One server of a list: `HOST[:PORT]/DATABASE/PASSWORD`, or `HOST(SOCKET)/DATABASE/PASSWORD`, where the
/// host does not matter.
///
/// @param database the number; 0 if it is left out
/// @param password the bytes; empty for none
record RedisServer(Place place, int database, String password) {
    private static final Pattern FORM = Pattern.compile("(.*)/([^/]*)/([^/]*)", Pattern.DOTALL);
    private static final Pattern SOCKET = Pattern.compile("[^(]*\\(([^)]*)\\)?.*", Pattern.DOTALL);
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:.%]+]|[^:\\[\\]]+)(?::(\\d{1,5}))?");
    private static final int LARGEST_PORT = 65_535;

    /// Where a server listens.
    sealed interface Place {
        /// A port of a host.
        ///
        /// @param port empty for the usual one
        record Tcp(String host, Optional<Integer> port) implements Place {
            @Override
            public String toString() {
                return (host.contains(":") ? "[" + host + "]" : host)
                        + port.map(number -> ":" + number).orElse("");
            }
        }

        /// A Unix domain socket.
        record Unix(Path path) implements Place {
            @Override
            public String toString() {
                return path.toString();
            }
        }
    }

    /// Parses an item of a list of servers.
    static RedisServer parse(String item) throws IOException {
        Matcher form = FORM.matcher(item);
        if (!form.matches()) {
            int slash = item.indexOf('/');
            throw new IOException("incomplete Redis server data: " + (slash < 0 ? item : item.substring(0, slash)));
        }
        return new RedisServer(place(form.group(1)), database(form.group(2)), form.group(3));
    }

    private static Place place(String text) throws IOException {
        Matcher socket = SOCKET.matcher(text);
        if (socket.matches()) {
            return new Place.Unix(path(socket.group(1)));
        }
        if (text.indexOf('/') >= 0) {
            throw new IOException("unexpected slash in Redis server hostname: " + text);
        }
        Matcher host = HOST.matcher(text);
        if (!host.matches()) {
            throw new IOException("not a HOST or HOST:PORT of a Redis server: " + text);
        }
        Optional<Integer> port = Optional.ofNullable(host.group(2)).map(Integer::valueOf);
        if (port.isPresent() && (port.get() < 1 || port.get() > LARGEST_PORT)) {
            throw new IOException("no such port of a Redis server: " + text);
        }
        String name = host.group(1);
        return new Place.Tcp(name.startsWith("[") ? name.substring(1, name.length() - 1) : name, port);
    }

    private static Path path(String name) throws IOException {
        try {
            return Path.of(new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        } catch (InvalidPathException e) {
            throw new IOException("not the name of a socket: " + name, e);
        }
    }

    private static int database(String text) throws IOException {
        if (!text.matches("\\d{0,9}")) {
            throw new IOException("not the number of a Redis database: " + text);
        }
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }

    /// The place alone: passwords are not shown.
    @Override
    public String toString() {
        return place.toString();
    }
}
