package org.postern.auth;

import java.util.Optional;
import org.postern.auth.ScramAttributes.Malformed;

/// The client's first message of a SCRAM exchange (RFC 5802, 7).
///
/// @param flag of the channel binding: `n` for a client that has none, `y` for one that believes the server
/// to have none, `p` for one that binds
/// @param bindingType the kind of binding, or the empty string
/// @param authorization as whom the client wants to act, or the empty string
/// @param user who it is
/// @param nonce its random characters
/// @param gs2Header what stands before the message itself
/// @param bare the message itself
record ScramFirst(
        char flag, String bindingType, String authorization, String user, String nonce, String gs2Header, String bare) {
    private static final int MAX_LENGTH = 4096;

    static ScramFirst parse(String message) throws Malformed {
        if (message.length() > MAX_LENGTH) {
            throw new Malformed("message is too long");
        }
        int first = message.indexOf(',');
        int second = first < 0 ? -1 : message.indexOf(',', first + 1);
        if (second < 0) {
            throw new Malformed("no GS2 header");
        }
        String flag = message.substring(0, first);
        String bindingType = flag.startsWith("p=") ? flag.substring(2) : "";
        if (!flag.equals("n") && !flag.equals("y") && bindingType.isEmpty()) {
            throw new Malformed("no flag of the channel binding");
        }
        String header = message.substring(0, second + 1);
        String bare = message.substring(second + 1);
        if (bare.startsWith("m=")) {
            throw new Malformed("an extension that is not known is mandatory");
        }
        ScramAttributes attributes = new ScramAttributes(bare);
        String user = ScramAttributes.name(attributes.next('n'));
        String nonce = attributes.next('r');
        attributes.end();
        if (!ScramAttributes.isNonce(nonce)) {
            throw new Malformed("a nonce with characters that it must not have");
        }
        return new ScramFirst(
                flag.charAt(0),
                bindingType,
                authorization(message.substring(first + 1, second)).orElse(""),
                user,
                nonce,
                header,
                bare);
    }

    private static Optional<String> authorization(String part) throws Malformed {
        if (part.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(ScramAttributes.name(new ScramAttributes(part).next('a')));
    }
}
