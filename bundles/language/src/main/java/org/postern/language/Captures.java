package org.postern.language;

import java.util.List;
import org.postern.api.Text;

/// What `$0`, `$1` and so on stand for after a match.
///
/// @param groups the texts
/// @param tainted whether what was matched was tainted
record Captures(List<String> groups, boolean tainted) {
    static final Captures NONE = new Captures(List.of(), false);

    /// The text of `$index`; empty if there was no such group.
    Text get(int index) {
        return index < groups.size() ? new Text(groups.get(index), tainted) : Text.EMPTY;
    }
}
