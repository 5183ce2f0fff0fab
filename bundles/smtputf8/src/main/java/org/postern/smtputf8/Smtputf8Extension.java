package org.postern.smtputf8;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.config.MatchList.Match;
import org.postern.spi.SmtpExtension;
import org.postern.spi.SmtpParameter;

/// SMTPUTF8 towards clients (RFC 6531, 3.1): on offer where 8BITMIME is.
final class Smtputf8Extension implements SmtpExtension {
    private static final String EIGHT_BIT = "8bitmime";

    @Override
    public String name() {
        return "smtputf8";
    }

    @Override
    public Optional<String> advertise(Context context) throws ExpansionException {
        Optional<InetAddress> client = context.clientAddress();
        if (client.isEmpty() || !isEightBitOffered(context)) {
            return Optional.empty();
        }
        return switch (context.setting(Smtputf8Plugin.ADVERTISE).match(client.get(), context)) {
            case Match.Matched _ -> Optional.of("");
            case Match.NotMatched _ -> Optional.empty();
            case Match.Deferred deferred ->
                throw ExpansionException.defer("smtputf8_advertise_hosts: " + deferred.reason());
        };
    }

    private static boolean isEightBitOffered(Context context) throws ExpansionException {
        for (SmtpExtension extension : context.contributions(SmtpExtension.class)) {
            if (extension.name().equals(EIGHT_BIT)) {
                return extension.advertise(context).isPresent();
            }
        }
        return false;
    }

    @Override
    public List<SmtpParameter> parameters() {
        return List.of(new Parameter(Phase.MAIL), new Parameter(Phase.VRFY), new Parameter(Phase.EXPN));
    }
}
