package org.postern.api.mail;

import java.util.ArrayList;
import java.util.List;
import org.postern.api.Context;
import org.postern.api.Slot;

/// A word that a plugin adds to the line that the main log has of an accepted message (`<=`), such as
/// `DKIM=example.org`.
///
/// @param selector the log selector that it is shown with, such as `dkim`; the empty string for always
/// @param text a tag, without spaces around it
/// @param place where it stands
public record ArrivalTag(String selector, String text, Place place) {
    /// Those of the message in hand, in the order in which they were added.
    public static final Slot<List<ArrivalTag>> ALL = Slot.of(Slot.Lifetime.MESSAGE, "arrival-tags");

    /// Where a tag stands in the line.
    public enum Place {
        /// Before the size, with what is said of the way that the message came.
        OF_SESSION,
        /// After the size, with what is said of the message.
        OF_MESSAGE
    }

    /// A tag that says something of the message.
    public ArrivalTag(String selector, String text) {
        this(selector, text, Place.OF_MESSAGE);
    }

    /// Adds this tag to those of the message in hand.
    public void addTo(Context context) {
        List<ArrivalTag> all = new ArrayList<>(context.get(ALL).orElse(List.of()));
        all.add(this);
        context.put(ALL, List.copyOf(all));
    }
}
