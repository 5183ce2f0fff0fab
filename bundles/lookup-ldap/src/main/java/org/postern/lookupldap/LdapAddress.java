package org.postern.lookupldap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.config.Lists;

/// Where a directory is.
///
/// @param isTls whether TLS begins at once
/// @param host its name or address; empty for a socket
/// @param port the number
/// @param socket the file of its socket
record LdapAddress(boolean isTls, String host, int port, Optional<String> socket) {
    private static final int PLAIN = 389;
    private static final int TLS = 636;

    /// The directories of a query, in the order in which they are tried: the one of its URL, or else those of
    /// `defaults`, or else this machine.
    static List<LdapAddress> of(LdapUrl url, Optional<String> defaults) throws IOException {
        if (!url.address().isEmpty()) {
            return List.of(parse(url.scheme(), url.address()));
        }
        List<LdapAddress> addresses = new ArrayList<>();
        for (String server : Lists.split(defaults.orElse(""))) {
            addresses.add(parse(server.startsWith("/") ? "ldapi" : url.scheme(), server));
        }
        return addresses.isEmpty() ? List.of(parse(url.scheme(), "localhost")) : addresses;
    }

    private static LdapAddress parse(String scheme, String text) throws IOException {
        boolean isTls = scheme.equals("ldaps");
        if (scheme.equals("ldapi")) {
            if (!text.startsWith("/")) {
                throw new IOException("ldapi requires an absolute path (\"" + text + "\" given)");
            }
            return new LdapAddress(false, "localhost", 0, Optional.of(text));
        }
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon > text.indexOf(']') && (text.startsWith("[") || text.indexOf(':') == colon);
        String digits = hasPort ? text.substring(colon + 1) : Integer.toString(isTls ? TLS : PLAIN);
        if (!digits.matches("\\d{1,5}") || Integer.parseInt(digits) > 65_535) {
            throw new IOException("bad port of an LDAP server: " + text);
        }
        String host = hasPort ? text.substring(0, colon) : text;
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new LdapAddress(isTls, bare, Integer.parseInt(digits), Optional.empty());
    }

    @Override
    public String toString() {
        return socket.orElse(host + ":" + port);
    }
}
