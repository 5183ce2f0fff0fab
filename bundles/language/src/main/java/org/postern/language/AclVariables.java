package org.postern.language;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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
    static final AclVariables MESSAGE = new AclVariables(org.postern.api.mail.AclVariables.MESSAGE);

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
}
