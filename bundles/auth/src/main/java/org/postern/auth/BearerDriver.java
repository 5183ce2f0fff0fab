package org.postern.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.api.smtp.SaslClient;
import org.postern.api.smtp.SaslExchange;
import org.postern.spi.Authenticator;
import org.postern.spi.AuthenticatorDriver;

/// `oauthbearer`: the client shows a token that an authorization server has given it (OAUTHBEARER, RFC 7628;
/// and XOAUTH2, which came before it). Whether the token is good, `server_condition` says.
final class BearerDriver implements AuthenticatorDriver {
    private static final Option<Optional<Expression>> SERVER_SCOPE =
            Option.optional("server_scope", OptionTypes.EXPRESSION);
    private static final Option<Optional<Expression>> SERVER_OPENID_CONFIGURATION =
            Option.optional("server_openid_configuration", OptionTypes.EXPRESSION);
    private static final Option<Optional<Expression>> CLIENT_USERNAME =
            Option.optional("client_username", OptionTypes.EXPRESSION);
    private static final Option<Optional<Expression>> CLIENT_TOKEN =
            Option.optional("client_token", OptionTypes.EXPRESSION);

    @Override
    public String name() {
        return "oauthbearer";
    }

    @Override
    public List<Option<?>> options() {
        List<Option<?>> all = new ArrayList<>(ServerOptions.options());
        all.addAll(ClientOptions.options());
        all.addAll(List.of(SERVER_SCOPE, SERVER_OPENID_CONFIGURATION, CLIENT_USERNAME, CLIENT_TOKEN));
        return all;
    }

    @Override
    public Authenticator create(Settings settings) throws ConfigException {
        ServerOptions server = ServerOptions.of(settings);
        Optional<BearerForm> form = BearerForm.of(server.mechanism());
        if (form.isEmpty()) {
            throw settings.invalid(ServerOptions.PUBLIC_NAME, "must be OAUTHBEARER or XOAUTH2");
        }
        return new Bearer(server, form.get(), settings);
    }

    private record Bearer(ServerOptions server, BearerForm form, Settings settings) implements Authenticator {
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
            Context context = exchange.context();
            Credentials credentials = new Credentials(context);
            Optional<byte[]> initial = exchange.initialResponse();
            Optional<BearerForm.Claim> claim = form.claim(
                    new String(initial.isPresent() ? initial.get() : exchange.exchange(new byte[0]), ISO_8859_1));
            if (claim.isEmpty()) {
                return new Verdict.Rejected("malformed message");
            }
            credentials.add(claim.get().user());
            credentials.add(claim.get().token());
            credentials.add(claim.get().address());
            Verdict verdict = server.decide(context);
            if (verdict instanceof Verdict.Rejected) {
                // What the client answers to that changes nothing; that it must answer is the RFC's.
                byte[] _ = exchange.exchange(refusal(context).getBytes(ISO_8859_1));
            }
            return verdict;
        }

        /// RFC 7628, 3.2.2.
        private String refusal(Context context) throws ExpansionException {
            return form.refusal(
                    text(settings.get(SERVER_SCOPE), context),
                    text(settings.get(SERVER_OPENID_CONFIGURATION), context));
        }

        private static String text(Optional<Expression> option, Context context) throws ExpansionException {
            return option.isEmpty()
                    ? ""
                    : option.get().expandUnlessForced(context).map(Text::value).orElse("");
        }

        @Override
        public Optional<SaslClient> client(Context context) throws ExpansionException {
            ClientOptions options = ClientOptions.of(settings);
            if (settings.get(CLIENT_TOKEN).isEmpty() || !options.apply(context)) {
                return Optional.empty();
            }
            return Optional.of(new BearerClient(
                    form,
                    settings.get(CLIENT_USERNAME),
                    settings.get(CLIENT_TOKEN).get(),
                    options,
                    context));
        }
    }
}
