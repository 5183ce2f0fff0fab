package org.postern.mtasts;

import java.util.ArrayList;
import java.util.List;
import org.postern.api.net.TlsPolicy;

/// A policy as a report shows it (RFC 8460, 4.4).
///
/// @param type `tlsa`, `sts` or `no-policy-found`
/// @param domain whose it is
/// @param text its lines
/// @param mx the patterns of its MX hosts
record ReportedPolicy(String type, String domain, List<String> text, List<String> mx) {
    /// The longest text of a policy that is kept, of its patterns too; what does not fit is left out.
    static final int MAX_TEXT = 8_192;

    private static final String SEPARATOR = "\u001f";
    private static final int MAX_WORD = 32;

    /// The lists cannot be changed.
    ReportedPolicy {
        text = List.copyOf(text);
        mx = List.copyOf(mx);
    }

    /// A policy that a domain has published.
    static ReportedPolicy of(TlsPolicy.Published published, String domain) {
        return new ReportedPolicy(
                Printable.of(published.type(), MAX_WORD),
                domain,
                bounded(published.text()),
                bounded(published.hosts()));
    }

    /// There is none.
    static ReportedPolicy none(String domain) {
        return new ReportedPolicy("no-policy-found", domain, List.of(), List.of());
    }

    private static List<String> bounded(List<String> lines) {
        List<String> kept = new ArrayList<>();
        int length = 0;
        for (String line : lines) {
            length += line.length() + 1;
            if (length > MAX_TEXT) {
                break;
            }
            kept.add(Printable.of(line, MAX_TEXT));
        }
        return kept;
    }

    static String joined(List<String> lines) {
        return String.join(SEPARATOR, lines);
    }

    static List<String> split(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(SEPARATOR, -1));
    }
}
