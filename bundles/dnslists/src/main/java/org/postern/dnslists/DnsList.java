package org.postern.dnslists;

import java.util.List;
import org.postern.api.config.Lists;

/// One item of `dnslists`: `TEXT_DOMAIN,DOMAIN!==VALUES/KEYS`, all but the domain optional.
///
/// @param domain where addresses are looked up
/// @param textDomain where the text is looked up: the list's name
/// @param values which addresses count
/// @param keys what is looked up; empty for the client's address
record DnsList(String domain, String textDomain, ListValues values, List<String> keys) {
    /// Reads an item.
    static DnsList parse(String item) {
        int slash = item.indexOf('/');
        List<String> keys = slash < 0 ? List.of() : Lists.split(item.substring(slash + 1));
        String rest = slash < 0 ? item : item.substring(0, slash);
        int sign = rest.indexOf('=');
        if (sign < 0) {
            sign = rest.indexOf('&');
        }
        String domains = sign < 0 ? rest : rest.substring(0, sign);
        boolean negated = sign > 0 && domains.endsWith("!");
        if (negated) {
            domains = domains.substring(0, domains.length() - 1);
        }
        ListValues values = sign < 0 ? ListValues.ANY : ListValues.parse(rest.substring(sign), negated);
        int comma = domains.indexOf(',');
        return comma < 0
                ? new DnsList(domains, domains, values, keys)
                : new DnsList(domains.substring(comma + 1).strip(), domains.substring(0, comma), values, keys);
    }

    /// Whether keys of its own are looked up, even if there are none.
    static boolean hasKeys(String item) {
        return item.indexOf('/') >= 0;
    }

    /// Whether a domain has characters that no list's name has.
    static boolean isStrange(String domain) {
        return !domain.chars()
                .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_'));
    }
}
