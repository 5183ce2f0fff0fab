package org.postern.xclient;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList.Match;
import org.postern.api.mail.ArrivalTag;
import org.postern.api.net.IpText;
import org.postern.api.net.ThroughProxy;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.SmtpExchange;
import org.postern.spi.RelayedConnection;
import org.postern.spi.SmtpCommand;
import org.postern.spi.SmtpExtension;

/// XCLIENT, for those of `hosts_xclient`. Whether a host is one of them is asked of the host itself, however
/// many clients it has spoken for.
final class XclientExtension implements SmtpExtension, SmtpCommand {
    @Override
    public String name() {
        return Introduction.BY;
    }

    @Override
    public String verb() {
        return "XCLIENT";
    }

    @Override
    public List<SmtpCommand> commands() {
        return List.of(this);
    }

    @Override
    public Reply notOffered() {
        return Reply.of(501, "5.1", "XCLIENT command used when not advertised");
    }

    @Override
    public Optional<String> advertise(Context context) throws ExpansionException {
        return isTrusted(context) ? Optional.of(Attribute.list()) : Optional.empty();
    }

    @Override
    public Optional<Reply> handle(SmtpExchange exchange, String argument) throws IOException {
        Context context = exchange.context();
        try {
            if (!isTrusted(context)) {
                return Optional.of(Reply.of(550, "7.0", "Error: insufficient authorization"));
            }
            if (context.message().isPresent()) {
                return Optional.of(Reply.of(503, "5.1", "Error: MAIL transaction in progress"));
            }
            Introduction client = known(context).orElseThrow().with(Attributes.parse(argument));
            return Optional.of(introduce(client, exchange));
        } catch (SyntaxFault e) {
            return Optional.of(Reply.of(501, "5.4", String.valueOf(e.getMessage())));
        } catch (ExpansionException e) {
            context.log().main("XCLIENT deferred: " + e.getMessage());
            return Optional.of(Reply.of(451, "3.0", "Temporary local problem - please try later"));
        }
    }

    /// What was sent before the greeting of the new client would be taken for the client's own.
    private static Reply introduce(Introduction client, SmtpExchange exchange) throws IOException {
        if (exchange.hasPipelinedInput()) {
            return Reply.of(503, "5.1", "Error: nothing may be sent after XCLIENT before its reply");
        }
        Context context = exchange.context();
        context.put(Introduction.SLOT, client);
        context.put(ThroughProxy.SLOT, client.way());
        new ArrivalTag("proxy", "PRX=" + IpText.of(client.speaker().getAddress()), ArrivalTag.Place.OF_SESSION)
                .addToConnection(context);
        return exchange.introduce(RelayedConnection.of(exchange.connection(), client.address()), client.identity());
    }

    private static boolean isTrusted(Context context) throws ExpansionException {
        Optional<Introduction> known = known(context);
        if (known.isEmpty()) {
            return false;
        }
        Match match =
                context.setting(XclientPlugin.HOSTS).match(known.get().speaker().getAddress(), context);
        return switch (match) {
            case Match.Matched _ -> true;
            case Match.NotMatched _ -> false;
            case Match.Deferred deferred -> throw ExpansionException.defer("hosts_xclient: " + deferred.reason());
        };
    }

    private static Optional<Introduction> known(Context context) {
        return context.get(Introduction.SLOT)
                .or(() -> context.session().map(session -> Introduction.of(session, context)));
    }
}
