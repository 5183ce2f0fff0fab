package org.postern.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.net.KeyExporter;
import org.postern.api.net.TlsInfo;
import org.postern.api.smtp.SaslExchange;
import org.postern.api.smtp.Session;
import org.postern.auth.ScramAttributes.Malformed;
import org.postern.spi.Authenticator.Verdict;

/// SCRAM for clients of this server.
///
/// @param hash the hash function
/// @param plus whether the client must bind the exchange to its TLS connection
/// @param server the options that all authenticators have
/// @param secrets what is known of the users
/// @param nonces where nonces come from
record ScramService(ScramHash hash, boolean plus, ServerOptions server, ScramSecrets secrets, Supplier<String> nonces) {
    /// Whether the connection has a channel binding, if one is needed.
    boolean canServe(Context context) {
        return !plus || binding(context).type().isPresent();
    }

    private static ChannelBinding binding(Context context) {
        KeyExporter exporter =
                (label, length) -> context.session().flatMap(session -> session.exportKeyingMaterial(label, length));
        return new ChannelBinding(
                exporter, context.session().flatMap(Session::tls).flatMap(TlsInfo::ourCertificate));
    }

    Verdict serve(SaslExchange exchange) throws IOException, ExpansionException {
        try {
            return exchanged(exchange);
        } catch (Malformed e) {
            return new Verdict.Rejected(String.valueOf(e.getMessage()));
        }
    }

    private Verdict exchanged(SaslExchange exchange) throws IOException, ExpansionException, Malformed {
        Context context = exchange.context();
        Credentials credentials = new Credentials(context);
        Optional<byte[]> initial = exchange.initialResponse();
        ScramFirst first = ScramFirst.parse(
                new String(initial.isPresent() ? initial.get() : exchange.exchange(new byte[0]), ISO_8859_1));
        byte[] binding = bound(first, exchange);
        String user = new String(SaslPrep.prepared(first.user()), ISO_8859_1);
        credentials.add(user);
        credentials.add(first.authorization());
        ScramSecrets.Secret secret;
        try {
            secret = secrets.of(user, context);
        } catch (ExpansionException e) {
            return new Verdict.Defer(String.valueOf(e.getMessage()));
        }
        ScramServer scram = new ScramServer(first, nonces.get(), secret.salt(), secret.iterations());
        String last = new String(exchange.exchange(scram.challenge().getBytes(ISO_8859_1)), ISO_8859_1);
        Optional<String> signed = scram.answer(last, binding, secret.keys()).filter(_ -> secret.isKnown());
        if (signed.isEmpty()) {
            return server.rejected(context);
        }
        Verdict verdict = verdict(first, context);
        if (verdict instanceof Verdict.Accepted
                && exchange.exchange(signed.get().getBytes(ISO_8859_1)).length > 0) {
            throw new Malformed("a response where there is nothing to say");
        }
        return verdict;
    }

    /// Without a condition nobody acts as somebody else.
    private Verdict verdict(ScramFirst first, Context context) throws ExpansionException {
        if (server.condition().isPresent()) {
            return server.decide(context);
        }
        boolean same = first.authorization().isEmpty() || first.authorization().equals(first.user());
        return same ? server.accepted(context) : server.rejected(context);
    }

    /// What the client's last message must bind; it must not have been kept from seeing that this server can.
    private byte[] bound(ScramFirst first, SaslExchange exchange) throws Malformed {
        if (plus != (first.flag() == 'p')) {
            throw new Malformed(plus ? "no channel binding with -PLUS" : "channel binding without -PLUS");
        }
        if (plus) {
            return binding(exchange.context())
                    .data(first.bindingType())
                    .orElseThrow(() -> new Malformed("channel binding type that cannot be had"));
        }
        if (first.flag() == 'y' && exchange.isOffered(server.mechanism().toUpperCase(Locale.ROOT) + "-PLUS")) {
            throw new Malformed("the client was kept from seeing that channel binding is offered");
        }
        return new byte[0];
    }
}
