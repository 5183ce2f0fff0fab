package org.postern.auth;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.api.smtp.SaslClient;
import org.postern.api.smtp.SaslExchange;
import org.postern.spi.Authenticator;
import org.postern.spi.AuthenticatorDriver;

/// `external`: who the client is has been shown by other means, such as its certificate (RFC 4422, appendix
/// A).
final class ExternalDriver implements AuthenticatorDriver {
    private static final Option<Optional<Expression>> SERVER_PARAM2 =
            Option.optional("server_param2", OptionTypes.EXPRESSION);
    private static final Option<Optional<Expression>> SERVER_PARAM3 =
            Option.optional("server_param3", OptionTypes.EXPRESSION);

    @Override
    public String name() {
        return "external";
    }

    @Override
    public List<Option<?>> options() {
        List<Option<?>> all = new ArrayList<>(ServerOptions.options());
        all.add(SERVER_PARAM2);
        all.add(SERVER_PARAM3);
        return ClientTexts.options(all);
    }

    @Override
    public Authenticator create(Settings settings) {
        return new External(
                ServerOptions.of(settings),
                settings.get(SERVER_PARAM2),
                settings.get(SERVER_PARAM3),
                ClientTexts.of(settings));
    }

    private record External(
            ServerOptions server, Optional<Expression> second, Optional<Expression> third, ClientTexts client)
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
        public Verdict serve(SaslExchange exchange) throws IOException, ExpansionException {
            Credentials credentials = new Credentials(exchange.context());
            Optional<byte[]> initial = exchange.initialResponse();
            credentials.add(initial.isPresent() ? initial.get() : exchange.exchange(new byte[0]));
            for (Optional<Expression> parameter : List.of(second, third)) {
                if (parameter.isPresent()) {
                    credentials.add(parameter.get().expand(exchange.context()).value());
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
