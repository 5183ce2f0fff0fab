package org.postern.api.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.postern.api.Context;
import org.postern.api.Slot;

/// A change of the word for the protocol that a message comes by (`$received_protocol`, the Received field,
/// `P=` of the log), such as `utf8` before it.
///
/// @param change makes the new word of the old one
public record ProtocolTag(UnaryOperator<String> change) {
    /// Those of the message in hand, in the order in which they were added.
    public static final Slot<List<ProtocolTag>> ALL = Slot.of(Slot.Lifetime.MESSAGE, "protocol-tags");

    /// Adds this tag to those of the message in hand.
    public void addTo(Context context) {
        List<ProtocolTag> all = new ArrayList<>(context.get(ALL).orElse(List.of()));
        all.add(this);
        context.put(ALL, List.copyOf(all));
    }

    /// The word with the changes of `tags`.
    public static String apply(List<ProtocolTag> tags, String word) {
        String changed = word;
        for (ProtocolTag tag : tags) {
            changed = tag.change().apply(changed);
        }
        return changed;
    }
}
