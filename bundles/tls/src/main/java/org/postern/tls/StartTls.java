package org.postern.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.config.MatchList.Match;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.Session;
import org.postern.api.smtp.SmtpExchange;
import org.postern.spi.Connection;
import org.postern.spi.SmtpCommand;
import org.postern.spi.SmtpExtension;

/// STARTTLS (RFC 3207).
final class StartTls implements SmtpExtension, SmtpCommand {
    private final TlsServer server;

    StartTls(TlsServer server) {
        this.server = server;
    }

    @Override
    public String name() {
        return "starttls";
    }

    @Override
    public String verb() {
        return "STARTTLS";
    }

    @Override
    public List<SmtpCommand> commands() {
        return List.of(this);
    }

    @Override
    public Optional<String> advertise(Context context) throws ExpansionException {
        Optional<InetAddress> client = context.clientAddress();
        if (isEncrypted(context) || client.isEmpty()) {
            return Optional.empty();
        }
        Match match = context.setting(TlsOptions.ADVERTISE_HOSTS).match(client.get(), context);
        return switch (match) {
            case Match.Matched _ -> Optional.of("");
            case Match.NotMatched _ -> Optional.empty();
            case Match.Deferred deferred -> throw ExpansionException.defer("tls_advertise_hosts: " + deferred.reason());
        };
    }

    @Override
    public Optional<Reply> handle(SmtpExchange exchange, String argument) throws IOException {
        Context context = exchange.context();
        Optional<Reply> refusal = refusal(context, argument);
        if (refusal.isPresent()) {
            return refusal;
        }
        Optional<Reply> refused = exchange.check(Phase.STARTTLS, argument);
        if (refused.isPresent()) {
            return refused;
        }
        Connection plain = exchange.connection();
        try {
            server.prepare(context);
        } catch (BadTlsOption e) {
            context.log().main(TlsFailure.logLine(plain.peer(), e));
            return Optional.of(Reply.of(454, "7.0", "TLS is not available now"));
        }
        // What is sent in clear must not be taken for what is sent in secret (RFC 3207, 4.2).
        if (exchange.hasPipelinedInput()) {
            context.log().main(TlsFailure.logLine(plain.peer(), new IOException("commands sent after STARTTLS")));
            return Optional.of(Reply.of(554, "5.1", "Nothing may be sent after STARTTLS before its reply"));
        }
        exchange.send(Reply.of(220, "0.0", "Ready to start TLS"));
        start(exchange, exchange.connection());
        return Optional.empty();
    }

    /// Makes the handshake. A failed one leaves nothing to go on with: the connection is closed.
    private void start(SmtpExchange exchange, Connection plain) throws IOException {
        Context context = exchange.context();
        try {
            exchange.replaceConnection(server.accept(plain, context));
        } catch (IOException e) {
            context.log().main(TlsFailure.logLine(plain.peer(), e));
            TlsFailure.tell(e, context);
        } catch (BadTlsOption e) {
            context.log().main(TlsFailure.logLine(plain.peer(), e));
        }
    }

    private Optional<Reply> refusal(Context context, String argument) {
        if (!argument.isBlank()) {
            return Optional.of(Reply.of(501, "5.4", "STARTTLS takes no parameters"));
        }
        if (isEncrypted(context)) {
            return Optional.of(Reply.of(503, "5.1", "TLS is active already"));
        }
        try {
            return advertise(context).isPresent()
                    ? Optional.empty()
                    : Optional.of(Reply.of(503, "5.1", "STARTTLS has not been offered"));
        } catch (ExpansionException e) {
            context.log().main("STARTTLS deferred: " + e.getMessage());
            return Optional.of(Reply.of(454, "7.0", "TLS is not available now"));
        }
    }

    private static boolean isEncrypted(Context context) {
        return context.session().flatMap(Session::tls).isPresent();
    }
}
