package org.postern.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.api.smtp.SaslExchange;
import org.postern.api.smtp.Session;
import org.postern.spi.Authenticator;
import org.postern.spi.AuthenticatorDriver;

/// `tls`: a client is who its verified certificate says it is, without AUTH.
final class TlsDriver implements AuthenticatorDriver {
    private static final Option<Optional<Expression>> SERVER_PARAM1 = expression("server_param1");
    private static final Option<Optional<Expression>> SERVER_PARAM = expression("server_param");
    private static final Option<Optional<Expression>> SERVER_PARAM2 = expression("server_param2");
    private static final Option<Optional<Expression>> SERVER_PARAM3 = expression("server_param3");

    private static Option<Optional<Expression>> expression(String name) {
        return Option.optional(name, OptionTypes.EXPRESSION);
    }

    @Override
    public String name() {
        return "tls";
    }

    @Override
    public List<Option<?>> options() {
        List<Option<?>> all = new ArrayList<>(ServerOptions.options());
        all.addAll(List.of(SERVER_PARAM1, SERVER_PARAM, SERVER_PARAM2, SERVER_PARAM3));
        return all;
    }

    @Override
    public Authenticator create(Settings settings) {
        return new ByCertificate(
                ServerOptions.of(settings),
                List.of(
                        settings.get(SERVER_PARAM1).or(() -> settings.get(SERVER_PARAM)),
                        settings.get(SERVER_PARAM2),
                        settings.get(SERVER_PARAM3)));
    }

    private record ByCertificate(ServerOptions server, List<Optional<Expression>> parameters) implements Authenticator {
        @Override
        public String mechanism() {
            return server.mechanism();
        }

        @Override
        public boolean isForClients() {
            return false;
        }

        @Override
        public Verdict serve(SaslExchange exchange) throws ExpansionException {
            return server.rejected(exchange.context());
        }

        @Override
        public Optional<Verdict> unasked(Context context) throws ExpansionException {
            boolean verified = context.session()
                    .flatMap(Session::tls)
                    .filter(tls -> tls.verified() && !tls.peerChain().isEmpty())
                    .isPresent();
            return Optional.of(verified ? verdict(context) : new Verdict.Rejected(""));
        }

        private Verdict verdict(Context context) throws ExpansionException {
            Credentials credentials = new Credentials(context);
            for (Optional<Expression> parameter : parameters) {
                Optional<Verdict> ended = add(parameter, credentials, context);
                if (ended.isPresent()) {
                    return ended.get();
                }
            }
            return server.decide(context);
        }

        private Optional<Verdict> add(Optional<Expression> parameter, Credentials credentials, Context context)
                throws ExpansionException {
            try {
                credentials.add(
                        parameter.isPresent() ? parameter.get().expand(context).value() : "");
                return Optional.empty();
            } catch (ExpansionException e) {
                return Optional.of(
                        e.forced() ? server.rejected(context) : new Verdict.Defer(String.valueOf(e.getMessage())));
            }
        }
    }
}
