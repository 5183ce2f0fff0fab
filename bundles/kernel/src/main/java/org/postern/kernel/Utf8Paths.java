package org.postern.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.mail.Controls;
import org.postern.api.smtp.Reply;
import org.postern.core.AddressOptions;

/// Paths with bytes beyond ASCII (RFC 6531, 3.3): they may come where a parameter of the command, or of MAIL
/// before it, permits UTF-8, and where `allow_utf8_domains` does; and they must be UTF-8 then.
final class Utf8Paths {
    private Utf8Paths() {}

    /// Whether UTF-8 may stand in the paths of what is in hand.
    static boolean isPermitted(Context context) {
        return context.get(Controls.UTF8).orElse(false)
                || context.get(Controls.ALLOW_UTF8_DOMAINS)
                        .orElseGet(() -> context.setting(AddressOptions.ALLOW_UTF8_DOMAINS));
    }

    /// Why a path is refused; empty if it is not. One that is no UTF-8 is no path.
    static Optional<Reply> refused(PathSyntax path, boolean permitted, Faults faults) throws PathSyntax.Malformed {
        if (!path.isBeyondAscii()) {
            return Optional.empty();
        }
        if (!permitted) {
            return Optional.of(faults.syntax(553, "6.7", "an address beyond ASCII needs SMTPUTF8"));
        }
        if (!isUtf8(path.said())) {
            throw new PathSyntax.Malformed("the address is not UTF-8");
        }
        return Optional.empty();
    }

    /// Neither overlong nor surrogates nor cut short (RFC 3629).
    static boolean isUtf8(String bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    /// A reply as the client can have it: one with UTF-8 for which it has not asked goes without (RFC 6531,
    /// 3.7.4.2).
    static Reply reply(Reply reply, boolean permitted) {
        boolean ascii = reply.lines().stream().allMatch(line -> line.chars().allMatch(c -> c < 128));
        if (ascii || permitted) {
            return reply;
        }
        return Reply.of(reply.isPositive() ? 252 : 550, "6.8", "The reply needs UTF-8, which was not asked for");
    }
}
