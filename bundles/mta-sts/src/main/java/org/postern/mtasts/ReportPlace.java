package org.postern.mtasts;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postern.api.mail.Address;
import org.postern.api.mail.MailboxParser;

/// A place where a domain wants reports: a URI of a record.
sealed interface ReportPlace {
    /// A mailbox, of a `mailto:` URI.
    ///
    /// @param address the mailbox
    record Mail(Address address) implements ReportPlace {
        @Override
        public String toString() {
            return address.toString();
        }
    }

    /// A web server, of an `https:` URI.
    ///
    /// @param host its name
    /// @param port its port
    /// @param target path and query
    record Web(String host, int port, String target) implements ReportPlace {
        @Override
        public String toString() {
            return "https://" + host + (port == Uris.HTTPS ? "" : ":" + port) + target;
        }
    }

    /// Reads a URI; empty if it is none of these.
    static Optional<ReportPlace> parse(String uri) {
        if (uri.length() > Uris.MAX_LENGTH || !Uris.CHARACTERS.matcher(uri).matches()) {
            return Optional.empty();
        }
        return uri.regionMatches(true, 0, Uris.MAILTO, 0, Uris.MAILTO.length())
                ? Uris.mail(uri.substring(Uris.MAILTO.length()))
                : Uris.web(uri);
    }

    /// The forms of URIs.
    final class Uris {
        private static final int HTTPS = 443;
        private static final int LAST_PORT = 65_535;
        private static final int MAX_LENGTH = 1_000;
        private static final String MAILTO = "mailto:";
        private static final Pattern CHARACTERS = Pattern.compile("[!-~]+");

        private Uris() {}

        private static Optional<ReportPlace> mail(String rest) {
            int query = rest.indexOf('?');
            String address = decoded(query < 0 ? rest : rest.substring(0, query));
            if (!CHARACTERS.matcher(address).matches()
                    || !(MailboxParser.parse(address) instanceof MailboxParser.Result.Parsed parsed)) {
                return Optional.empty();
            }
            return DomainNames.of(parsed.domain())
                    .map(domain -> new Mail(new Address(parsed.address().localPart(), domain)));
        }

        private static String decoded(String text) {
            try {
                return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
            } catch (IllegalArgumentException _) {
                return "";
            }
        }

        private static Optional<ReportPlace> web(String text) {
            try {
                URI uri = new URI(text);
                boolean isPlain = "https".equalsIgnoreCase(uri.getScheme())
                        && uri.getRawUserInfo() == null
                        && uri.getHost() != null
                        && uri.getPort() <= LAST_PORT;
                return isPlain
                        ? DomainNames.of(uri.getHost()).map(host -> new Web(host, port(uri), target(uri)))
                        : Optional.empty();
            } catch (URISyntaxException _) {
                return Optional.empty();
            }
        }

        private static int port(URI uri) {
            return uri.getPort() <= 0 ? HTTPS : uri.getPort();
        }

        private static String target(URI uri) {
            String path = uri.getRawPath();
            String query = uri.getRawQuery();
            return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
        }
    }
}
