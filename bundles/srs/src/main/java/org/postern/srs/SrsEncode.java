package org.postern.srs;

import java.time.Instant;
import org.postern.api.Arguments;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.spi.ExpansionItem;

/// `${srs_encode {SECRET} {RETURN_PATH} {DOMAIN}}`: the return path as this forwarder writes it. The empty
/// one stays empty.
final class SrsEncode implements ExpansionItem {
    private static final int ARGUMENTS = 3;

    @Override
    public String name() {
        return "srs_encode";
    }

    @Override
    public Text expand(Arguments arguments, Context context) throws ExpansionException {
        if (arguments.size() < ARGUMENTS) {
            throw ExpansionException.error("Not enough arguments for 'srs_encode' (min is 3)");
        }
        if (arguments.size() > ARGUMENTS) {
            throw ExpansionException.error("Too many arguments for 'srs_encode' (max is 3)");
        }
        String secret = arguments.expand(0).value();
        Text returnPath = arguments.expand(1);
        Text domain = arguments.expand(2);
        if (returnPath.value().isEmpty()) {
            return returnPath;
        }
        if (secret.isEmpty()) {
            throw ExpansionException.error("srs_encode: the secret is empty");
        }
        String rewritten =
                rewritten(returnPath.value(), domain.value(), SrsSettings.of(secret, context), context.now());
        return returnPath.append(domain).with(rewritten);
    }

    /// A sender as it is written, with quotes if it had some.
    static String rewritten(String sender, String domain, Srs srs, Instant now) throws ExpansionException {
        int at = sender.lastIndexOf('@');
        String written = at < 0 ? sender : sender.substring(0, at);
        String localPart = LocalParts.unquoted(written);
        Address rewritten = srs.forward(localPart, at < 0 ? "" : sender.substring(at + 1), domain, now);
        String text = rewritten.toString();
        boolean lacksQuotes = written.startsWith("\"") && !written.equals(localPart) && !text.startsWith("\"");
        return lacksQuotes ? '"' + rewritten.localPart() + "\"@" + rewritten.writtenDomain() : text;
    }
}
