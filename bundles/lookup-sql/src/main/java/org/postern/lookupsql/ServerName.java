package org.postern.lookupsql;

import java.io.IOException;
import java.util.Optional;

/// A server as the configuration writes it: `host:port/database/user/password`, with a socket
/// `host(/socket)/database/user/password`.
///
/// @param host its name or address; may be empty beside a socket
/// @param port the number; 0 if it is the usual one
/// @param socket the file of its socket
/// @param group a group of options, for MySQL
/// @param database may be empty
/// @param user may be empty
/// @param password may be empty
record ServerName(
        String host,
        int port,
        Optional<String> socket,
        Optional<String> group,
        String database,
        String user,
        String password) {
    /// Reads what the configuration has; `product` is for messages.
    static ServerName parse(String text, String product) throws IOException {
        int password = text.lastIndexOf('/');
        int user = text.lastIndexOf('/', password - 1);
        int database = text.lastIndexOf('/', user - 1);
        if (password < 0 || user < 0 || database < 0) {
            throw new IOException("incomplete " + product + " server data: " + withoutPassword(text));
        }
        Rest rest = new Rest(text.substring(0, database));
        Optional<String> group = rest.inside('[', ']');
        Optional<String> socket = rest.inside('(', ')');
        String host = rest.text;
        if (host.indexOf('/') >= 0) {
            throw new IOException("unexpected slash in " + product + " server hostname: " + host);
        }
        int colon = host.startsWith("[") ? host.indexOf("]:") + 1 : host.indexOf(':');
        return new ServerName(
                colon > 0 ? host.substring(0, colon) : host,
                colon > 0 ? port(host.substring(colon + 1), product) : 0,
                socket,
                group,
                text.substring(database + 1, user),
                text.substring(user + 1, password),
                text.substring(password + 1));
    }

    private static int port(String digits, String product) throws IOException {
        if (!digits.matches("\\d{1,5}") || Integer.parseInt(digits) > 65_535) {
            throw new IOException("bad port in " + product + " server data: " + digits);
        }
        return Integer.parseInt(digits);
    }

    private static String withoutPassword(String text) {
        int slash = text.lastIndexOf('/');
        return slash < 0 ? text : text.substring(0, slash);
    }

    /// Without the password.
    @Override
    public String toString() {
        return host + socket.map(file -> "(" + file + ")").orElse("") + (port == 0 ? "" : ":" + port) + "/" + database
                + "/" + user;
    }

    /// What is left of the text, from whose end parts are taken.
    private static final class Rest {
        private String text;

        Rest(String text) {
            this.text = text;
        }

        Optional<String> inside(char open, char close) {
            int start = text.indexOf(open, open == '[' ? 1 : 0);
            if (start < 0 || text.charAt(text.length() - 1) != close) {
                return Optional.empty();
            }
            String inner = text.substring(start + 1, text.length() - 1);
            text = text.substring(0, start);
            return Optional.of(inner);
        }
    }
}
