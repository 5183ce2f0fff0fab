package org.postern.dsn;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.config.MatchList.Match;
import org.postern.spi.SmtpExtension;
import org.postern.spi.SmtpParameter;

/// DSN towards clients (RFC 3461, 4). What is accepted stays with the message and its recipients, also in
/// the spool.
final class DsnExtension implements SmtpExtension {
    @Override
    public String name() {
        return "dsn";
    }

    @Override
    public Optional<String> advertise(Context context) throws ExpansionException {
        Optional<InetAddress> client = context.clientAddress();
        if (client.isEmpty()) {
            return Optional.empty();
        }
        Match match = context.setting(DsnPlugin.ADVERTISE).match(client.get(), context);
        return switch (match) {
            case Match.Matched _ -> Optional.of("");
            case Match.NotMatched _ -> Optional.empty();
            case Match.Deferred deferred -> throw ExpansionException.defer("dsn_advertise_hosts: " + deferred.reason());
        };
    }

    @Override
    public List<SmtpParameter> parameters() {
        return List.of(
                new DsnParameter("RET", Phase.MAIL, DsnSyntax::isReturn),
                new DsnParameter("ENVID", Phase.MAIL, DsnSyntax::isEnvelopeId),
                new DsnParameter("NOTIFY", Phase.RCPT, DsnSyntax::isNotify),
                new DsnParameter("ORCPT", Phase.RCPT, DsnSyntax::isOriginalRecipient));
    }
}
