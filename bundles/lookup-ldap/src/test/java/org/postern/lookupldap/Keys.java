package org.postern.lookupldap;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.RDN;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// Keys as an attacker would choose them.
final class Keys {
    static final List<String> ALL = List.of(
            "*",
            "a)(sn=*",
            "*)(|(sn=*",
            "\\2a",
            "\\",
            "a\\29b",
            "a(b)c",
            "a,o=example",
            "a+cn=b",
            "#0401",
            "\"quoted\"",
            "<a;b>=c",
            "a/b?c%2Ad",
            "a\nb\tc",
            "a\0b",
            "' or 1=1 --",
            "gr\u00fc\u00dfe \u4e2d\u6587");

    private Keys() {}

    static String base64(String key) {
        return Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    /// An entry whose name has the key.
    static Entry entry(String key) {
        Entry entry = new Entry(new DN(new RDN("ou", key), new RDN("o", "example")));
        entry.addAttribute("objectClass", "organizationalUnit");
        entry.addAttribute("ou", key);
        entry.addAttribute("description", "the one");
        return entry;
    }
}
