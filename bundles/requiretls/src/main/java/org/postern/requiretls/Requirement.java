package org.postern.requiretls;

import java.util.List;
import org.postern.api.Context;
import org.postern.api.Slot;
import org.postern.api.mail.Controls;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.api.mail.ProtocolTag;

/// What the sender of a message wants of TLS: that it is required on the whole way, or that it is not (RFC
/// 8689, 3 and 4.1). It belongs to the one message.
final class Requirement {
    /// Set if TLS is required; kept in the spool.
    private static final Slot<Boolean> REQUIRED =
            Slot.stored("requiretls", new Slot.Codec<>(Object::toString, Boolean::valueOf));

    private static final String KEYWORD = "REQUIRETLS";
    private static final String FIELD = "TLS-Required";

    private Requirement() {}

    /// Whether the message in hand must be sent through verified TLS.
    static boolean holds(Context context) {
        return context.get(REQUIRED).orElse(false)
                || context.message()
                        .map(message -> message.parameters().containsKey(KEYWORD))
                        .orElse(false);
    }

    /// From now on it must.
    static void demand(Context context) {
        if (!context.get(REQUIRED).orElse(false)) {
            context.put(REQUIRED, true);
            context.put(Controls.RETURN_HEADER_ONLY, true);
            new ProtocolTag(Requirement::protocol).addTo(context);
        }
    }

    /// The word for the protocol has a capital `S`, as Exim 4.92 writes it.
    private static String protocol(String word) {
        int at = word.lastIndexOf('s');
        return word.endsWith("s") || word.endsWith("sa") ? word.substring(0, at) + "S" + word.substring(at + 1) : word;
    }

    /// Whether the sender says that what the recipient's domain has published about TLS does not matter. A
    /// message that requires TLS cannot say so.
    static boolean isWaived(Context context) {
        List<Header> fields = context.message().map(Message::headers).orElse(List.of());
        return !holds(context) && fields.stream().anyMatch(Requirement::isWaiver);
    }

    private static boolean isWaiver(Header field) {
        return field.is(FIELD)
                && field.value().replaceAll("\\([^()]*\\)", " ").strip().equalsIgnoreCase("no");
    }
}
