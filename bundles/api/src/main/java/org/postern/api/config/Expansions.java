package org.postern.api.config;

import java.util.List;
import java.util.Map;
import org.postern.api.Slot;
import org.postern.api.Text;

/// What holds for all strings that are expanded in a context.
public final class Expansions {
    /// Items and conditions that may not be used (`run`, `lookup`, `exists`), each with what is said when one
    /// is.
    public static final Slot<Map<String, String>> FORBIDDEN = Slot.of(Slot.Lifetime.CONTEXT, "expansion-forbidden");

    /// The charset into which header fields are decoded, in place of the main option `headers_charset`; what
    /// it lacks is left out if `//IGNORE` follows the name. The empty string is as good as none.
    public static final Slot<String> HEADERS_CHARSET = Slot.of(Slot.Lifetime.CONTEXT, "headers-charset");

    /// What `$1`, `$2` and so on stand for until something is matched.
    public static final Slot<List<Text>> NUMBERED = Slot.of(Slot.Lifetime.CONTEXT, "numbered-variables");

    private Expansions() {}
}
