package org.postern.language;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.SaslClient;
import org.postern.api.smtp.SaslExchange;
import org.postern.spi.Authenticator;
import org.postern.spi.Callout;
import org.postern.spi.Router;
import org.postern.spi.Transport;

/// What drivers made, called through the guards of their plugins; and what stands for it when the driver is
/// gone.
final class Guarded {
    private Guarded() {}

    /// A router.
    ///
    /// @param name of its block
    /// @param guard of the plugin
    /// @param router what the driver made
    record OfRouter(String name, Guard guard, Router router) implements Router {
        @Override
        public Result route(Recipient recipient, Context context) throws ExpansionException {
            if (!guard.isOpen()) {
                return new Result.Defer(guard.gone("router " + name));
            }
            try {
                return router.route(recipient, context);
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                return new Result.Defer(guard.blame("router " + name, e));
            }
        }

        @Override
        public boolean repeatUse() {
            try {
                return !guard.isOpen() || router.repeatUse();
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                guard.blame("router " + name, e);
                return true;
            }
        }

        @Override
        public boolean hidesChildren() {
            try {
                return !guard.isOpen() || router.hidesChildren();
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                guard.blame("router " + name, e);
                return true; // nothing is told that might be a secret
            }
        }
    }

    static Router missingRouter(String driver) {
        return (_, _) ->
                new Router.Result.Defer("the plugin that has the router driver " + driver + " is not there now");
    }

    /// A transport.
    ///
    /// @param name of its block
    /// @param guard of the plugin
    /// @param transport what the driver made
    record OfTransport(String name, Guard guard, Transport transport) implements Transport {
        @Override
        public Map<Recipient, Status> deliver(Delivery delivery) throws IOException, ExpansionException {
            guard.enter("transport " + name);
            try {
                return transport.deliver(delivery);
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                throw guard.fault("transport " + name, e);
            }
        }

        @Override
        public boolean callout(Callout callout) throws IOException, ExpansionException {
            guard.enter("transport " + name);
            try {
                return transport.callout(callout);
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                throw guard.fault("transport " + name, e);
            }
        }

        @Override
        public int maxRecipients() {
            return asked(transport::maxRecipients, 1);
        }

        @Override
        public boolean isRemote() {
            return asked(transport::isRemote, false);
        }

        @Override
        public boolean overridesHosts() {
            return asked(transport::overridesHosts, false);
        }

        @Override
        public boolean ignoresGenericOptions() {
            return asked(transport::ignoresGenericOptions, false);
        }

        private <T> T asked(Supplier<T> question, T otherwise) {
            try {
                return guard.isOpen() ? question.get() : otherwise;
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                guard.blame("transport " + name, e);
                return otherwise;
            }
        }
    }

    static Transport missingTransport(String driver) {
        return _ -> {
            throw ExpansionException.defer("the plugin that has the transport driver " + driver + " is not there now");
        };
    }

    /// An authenticator.
    ///
    /// @param name of its block
    /// @param guard of the plugin
    /// @param mechanism the name of the mechanism
    /// @param authenticator what the driver made
    record OfAuthenticator(String name, Guard guard, String mechanism, Authenticator authenticator)
            implements Authenticator {
        @Override
        public boolean isForClients() {
            return guard.isOpen() && authenticator.isForClients();
        }

        @Override
        public boolean isFor(Context context) {
            try {
                return guard.isOpen() && authenticator.isFor(context);
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                guard.blame("authenticator " + name, e);
                return false;
            }
        }

        @Override
        public boolean revealsSecret() {
            try {
                return !guard.isOpen() || authenticator.revealsSecret();
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                guard.blame("authenticator " + name, e);
                return true;
            }
        }

        @Override
        public Optional<Verdict> unasked(Context context) throws ExpansionException {
            guard.enter("authenticator " + name);
            try {
                return authenticator.unasked(context);
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                return Optional.of(new Verdict.Defer(guard.blame("authenticator " + name, e)));
            }
        }

        @Override
        public Verdict serve(SaslExchange exchange) throws IOException, ExpansionException {
            guard.enter("authenticator " + name);
            try {
                return authenticator.serve(exchange);
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                return new Verdict.Defer(guard.blame("authenticator " + name, e));
            }
        }

        @Override
        public Optional<SaslClient> client(Context context) throws ExpansionException {
            guard.enter("authenticator " + name);
            try {
                return authenticator.client(context).map(made -> new GuardedSaslClient(name, guard, made));
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                throw guard.fault("authenticator " + name, e);
            }
        }
    }

    /// An authenticator whose driver is gone.
    ///
    /// @param mechanism the name of its block in place of the mechanism
    /// @param driver the driver
    record MissingAuthenticator(String mechanism, String driver) implements Authenticator {
        @Override
        public Verdict serve(SaslExchange exchange) {
            return new Verdict.Defer("the plugin that has the authenticator driver " + driver + " is not there now");
        }
    }
}
