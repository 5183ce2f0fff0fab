package org.postern.srs;

import org.postern.api.Arguments;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
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
        int at = returnPath.value().lastIndexOf('@');
        String local = at < 0 ? returnPath.value() : returnPath.value().substring(0, at);
        String rewritten = SrsSettings.of(secret, context)
                .forward(
                        local,
                        returnPath.value().substring(at < 0 ? local.length() : at + 1),
                        domain.value(),
                        context.now());
        return returnPath.append(domain).with(rewritten);
    }
}
