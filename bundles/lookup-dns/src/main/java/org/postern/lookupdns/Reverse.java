package org.postern.lookupdns;

import java.net.InetAddress;
import org.postern.api.dns.Dns;

/// Names under which addresses are looked up.
final class Reverse {
    private Reverse() {}

    static boolean isAddress(String text) {
        boolean looksLikeOne = text.length() <= 45
                && (text.indexOf(':') >= 0 || text.chars().filter(c -> c == '.').count() == 3)
                && text.chars().allMatch(c -> c == '.' || c == ':' || Character.digit(c, 16) >= 0);
        if (!looksLikeOne) {
            return false;
        }
        try {
            InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// The name of the PTR records of an address; any other text is the name itself.
    static String name(String text) {
        return isAddress(text) ? Dns.reverseName(InetAddress.ofLiteral(text)) : text;
    }
}
