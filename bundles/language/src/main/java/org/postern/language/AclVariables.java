package org.postern.language;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Slot;
import org.postern.api.Text;

/// The variables that ACLs set: `$acl_c...` for the connection, `$acl_m...` for the message, which the spool
/// keeps.
///
/// @param slot where they are
record AclVariables(Slot<Map<String, Text>> slot) {
    static final AclVariables CONNECTION = new AclVariables(Slot.of(Slot.Lifetime.CONNECTION, "acl_c"));
    static final AclVariables MESSAGE =
            new AclVariables(Slot.stored("acl_m", new Slot.Codec<>(AclVariables::encode, AclVariables::decode)));

    /// The variables that `set` changes for a name that begins with `acl_c` or `acl_m`.
    static AclVariables of(String name) {
        return name.charAt(4) == 'c' ? CONNECTION : MESSAGE;
    }

    /// The value of a variable. One that is not set is empty, or an error with `strict_acl_vars`.
    Text read(String name, Context context) throws ExpansionException {
        Optional<Text> value = context.get(slot).flatMap(known -> Optional.ofNullable(known.get(name)));
        if (value.isEmpty() && context.setting(LanguageOptions.STRICT_ACL_VARS)) {
            throw ExpansionException.error("unknown variable name \"" + name + "\"");
        }
        return value.orElse(Text.EMPTY);
    }

    void set(String name, Text value, Context context) {
        Map<String, Text> changed = new HashMap<>(context.get(slot).orElse(Map.of()));
        changed.put(name, value);
        context.put(slot, Map.copyOf(changed));
    }

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
