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
/// @param order its place among those there: lower comes first
public record ArrivalTag(String selector, String text, Place place, int order) {
    /// Those of the message in hand, in the order in which they were added.
    public static final Slot<List<ArrivalTag>> ALL = Slot.of(Slot.Lifetime.MESSAGE, "arrival-tags");

    /// Those of all messages of the connection.
    public static final Slot<List<ArrivalTag>> OF_CONNECTION =
            Slot.of(Slot.Lifetime.CONNECTION, "arrival-tags of the connection");

    /// Where a tag stands in the line.
    public enum Place {
        /// After the word for the protocol.
        OF_PROTOCOL,
        /// Before the size, with what is said of the way that the message came.
        OF_SESSION,
        /// After the size, with what is said of the message.
        OF_MESSAGE
    }

    /// A tag where it is first come, first shown.
    public ArrivalTag(String selector, String text, Place place) {
        this(selector, text, place, 0);
    }

    /// A tag that says something of the message.
    public ArrivalTag(String selector, String text) {
        this(selector, text, Place.OF_MESSAGE);
    }

    /// Adds this tag to those of all messages of the connection; one that begins with the same word and `=`
    /// goes.
    public void addToConnection(Context context) {
        String word = text.substring(0, text.indexOf('=') + 1);
        List<ArrivalTag> all = new ArrayList<>(context.get(OF_CONNECTION).orElse(List.of()));
        all.removeIf(tag -> !word.isEmpty() && tag.text().startsWith(word));
        all.add(this);
        context.put(OF_CONNECTION, List.copyOf(all));
    }

    /// Adds this tag to those of the message in hand.
    public void addTo(Context context) {
        List<ArrivalTag> all = new ArrayList<>(context.get(ALL).orElse(List.of()));
        all.add(this);
        context.put(ALL, List.copyOf(all));
    }
}
