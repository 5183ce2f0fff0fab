package org.postern.requiretls;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.config.MatchList.Match;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.Session;
import org.postern.spi.SmtpExtension;
import org.postern.spi.SmtpParameter;

/// REQUIRETLS towards clients (RFC 8689, 2): on offer inside TLS only.
final class RequiretlsExtension implements SmtpExtension, SmtpParameter {
    @Override
    public String name() {
        return "requiretls";
    }

    @Override
    public Optional<String> advertise(Context context) throws ExpansionException {
        Optional<InetAddress> client = context.clientAddress();
        if (client.isEmpty() || context.session().flatMap(Session::tls).isEmpty()) {
            return Optional.empty();
        }
        Match match = context.setting(RequiretlsPlugin.ADVERTISE).match(client.get(), context);
        return switch (match) {
            case Match.Matched _ -> Optional.of("");
            case Match.NotMatched _ -> Optional.empty();
            case Match.Deferred deferred ->
                throw ExpansionException.defer("tls_advertise_requiretls: " + deferred.reason());
        };
    }

    @Override
    public List<SmtpParameter> parameters() {
        return List.of(this);
    }

    @Override
    public String keyword() {
        return "REQUIRETLS";
    }

    @Override
    public Phase command() {
        return Phase.MAIL;
    }

    @Override
    public Optional<Reply> accept(Context context, Optional<String> value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(Reply.of(501, "5.4", "REQUIRETLS takes no value"));
    }

    @Override
    public void begun(Context context) {
        Requirement.demand(context);
    }
}
