package org.postern.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.api.smtp.SaslClient;
import org.postern.api.smtp.SaslExchange;
import org.postern.spi.Authenticator;
import org.postern.spi.AuthenticatorDriver;

/// `plaintext`: PLAIN, LOGIN, and what else asks for texts one after the other.
final class PlaintextDriver implements AuthenticatorDriver {
    private static final Option<Optional<Expression>> SERVER_PROMPTS =
            Option.optional("server_prompts", OptionTypes.EXPRESSION);

    @Override
    public String name() {
        return "plaintext";
    }

    @Override
    public List<Option<?>> options() {
        List<Option<?>> all = new ArrayList<>(ServerOptions.options());
        all.add(SERVER_PROMPTS);
        return ClientTexts.options(all);
    }

    @Override
    public Authenticator create(Settings settings) {
        return new Plaintext(ServerOptions.of(settings), settings.get(SERVER_PROMPTS), ClientTexts.of(settings));
    }

    private record Plaintext(ServerOptions server, Optional<Expression> prompts, ClientTexts client)
            implements Authenticator {
        @Override
        public String mechanism() {
            return server.mechanism();
        }

        @Override
        public boolean isForClients() {
            return server.condition().isPresent();
        }

        @Override
        public boolean revealsSecret() {
            return true;
        }

        @Override
        public Verdict serve(SaslExchange exchange) throws IOException, ExpansionException {
            Credentials credentials = new Credentials(exchange.context());
            List<String> asked = prompts.isEmpty()
                    ? List.of()
                    : Lists.split(prompts.get().expand(exchange.context()).value());
            Optional<byte[]> initial = exchange.initialResponse();
            initial.ifPresent(credentials::add);
            for (int i = 0; i < asked.size(); i++) {
                if (i >= credentials.count()) {
                    credentials.add(exchange.exchange(asked.get(i).getBytes(StandardCharsets.ISO_8859_1)));
                }
            }
            return server.decide(exchange.context());
        }

        @Override
        public Optional<SaslClient> client(Context context) throws ExpansionException {
            return client.client(context);
        }
    }
}
