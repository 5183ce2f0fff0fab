package org.postern.smtpout;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Submitter;

/// The parameter AUTH of MAIL (RFC 4954, 5): for whom this server vouches to one that it has authenticated
/// to. That is `authenticated_sender`, or else for whom the client vouched that brought the message.
final class VouchedSender {
    private VouchedSender() {}

    /// The value of the parameter, in xtext; empty if there is none.
    static Optional<String> of(Delivery delivery, Settings settings, boolean authenticated) throws ExpansionException {
        if (!authenticated && !settings.get(SmtpOptions.AUTHENTICATED_SENDER_FORCE)) {
            return Optional.empty();
        }
        Optional<Expression> option = settings.get(SmtpOptions.AUTHENTICATED_SENDER);
        Optional<String> given = option.isEmpty()
                ? Optional.empty()
                : option.get().expandUnlessForced(delivery.context()).map(Text::value);
        return given.filter(sender -> !sender.isEmpty())
                .or(() -> delivery.context()
                        .get(Submitter.SLOT)
                        .map(Submitter::authenticatedSender)
                        .filter(sender -> !sender.isEmpty()))
                .map(VouchedSender::xtext);
    }

    /// RFC 3461, 4.
    private static String xtext(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(ISO_8859_1)) {
            char c = (char) Byte.toUnsignedInt(b);
            if (c > ' ' && c < 127 && c != '+' && c != '=') {
                encoded.append(c);
            } else {
                encoded.append(String.format("+%02X", (int) c));
            }
        }
        return encoded.toString();
    }
}
