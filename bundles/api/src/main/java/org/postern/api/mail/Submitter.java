package org.postern.api.mail;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postern.api.Slot;

/// Who handed a message in, as far as the client says so or has proved it: more than [Origin] keeps.
///
/// @param ident the user that the client's host names (RFC 1413), or the local user; or the empty string
/// @param authenticator the authenticator by which the client is known, or the empty string
/// @param authenticatedSender the sender that the client vouches for (RFC 4954, 5), or the empty string
public record Submitter(String ident, String authenticator, String authenticatedSender) {
    /// Of whom nothing is known.
    public static final Submitter NOBODY = new Submitter("", "", "");

    /// Where it is for a message; while there is a session, it is there
    /// ([org.postern.api.smtp.Session#submitter]).
    public static final Slot<Submitter> SLOT =
            Slot.stored("submitter", new Slot.Codec<>(Submitter::encode, Submitter::decode));

    private static String encode(Submitter submitter) {
        return Stream.of(submitter.ident, submitter.authenticator, submitter.authenticatedSender)
                .map(part -> URLEncoder.encode(part, StandardCharsets.ISO_8859_1))
                .collect(Collectors.joining(" "));
    }

    private static Submitter decode(String text) {
        String[] parts = text.split(" ", -1);
        return parts.length < 3 ? NOBODY : new Submitter(decoded(parts[0]), decoded(parts[1]), decoded(parts[2]));
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part, StandardCharsets.ISO_8859_1);
    }
}
