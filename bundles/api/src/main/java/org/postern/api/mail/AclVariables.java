package org.postern.api.mail;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.postern.api.Slot;
import org.postern.api.Text;

/// The variables that ACLs have set for a message, `$acl_m...`, which the spool keeps with it.
public final class AclVariables {
    /// Their values, by name (`acl_m0`, `acl_m_virus`).
    public static final Slot<Map<String, Text>> MESSAGE =
            Slot.stored("acl_m", new Slot.Codec<>(AclVariables::encode, AclVariables::decode));

    private AclVariables() {}

    /// One line: words `NAME=VALUE` separated by spaces, with `-` before the name of a tainted one and what
    /// is not printable in the value as `%XX`.
    private static String encode(Map<String, Text> values) {
        StringBuilder line = new StringBuilder();
        new TreeMap<>(values).forEach((name, value) -> {
            line.append(line.isEmpty() ? "" : " ")
                    .append(value.tainted() ? "-" : "")
                    .append(name)
                    .append('=');
            for (byte b : value.value().getBytes(StandardCharsets.ISO_8859_1)) {
                if (b > ' ' && b < 127 && b != '%') {
                    line.append((char) b);
                } else {
                    line.append('%').append(String.format("%02X", b));
                }
            }
        });
        return line.toString();
    }

    private static Map<String, Text> decode(String line) {
        Map<String, Text> values = new HashMap<>();
        for (String word : line.split(" ", -1)) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                boolean tainted = word.startsWith("-");
                String value = java.net.URLDecoder.decode(
                        word.substring(equals + 1).replace("+", "%2B"), StandardCharsets.ISO_8859_1);
                values.put(word.substring(tainted ? 1 : 0, equals), new Text(value, tainted));
            }
        }
        return Map.copyOf(values);
    }
}
