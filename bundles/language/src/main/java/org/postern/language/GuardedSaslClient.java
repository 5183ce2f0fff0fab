package org.postern.language;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.postern.api.ExpansionException;
import org.postern.api.smtp.SaslClient;

/// A client whose faults are those of its plugin, and break the exchange off.
///
/// @param name of the authenticator
/// @param guard of the plugin
/// @param client the client
record GuardedSaslClient(String name, Guard guard, SaslClient client) implements SaslClient {
    /// A call.
    @FunctionalInterface
    private interface Call<T> {
        T make() throws ExpansionException;
    }

    private <T> T guarded(Call<T> call) throws ExpansionException {
        String what = "authenticator " + name;
        guard.enter(what);
        try {
            return call.make();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw guard.fault(what, e);
        }
    }

    @Override
    public Optional<byte[]> initial() throws ExpansionException {
        return guarded(client::initial);
    }

    @Override
    public byte[] respond(byte[] challenge) throws ExpansionException {
        return guarded(() -> client.respond(challenge));
    }

    @Override
    public boolean maySucceed() {
        return asked(client::maySucceed);
    }

    @Override
    public boolean takesMalformedChallenges() {
        return asked(client::takesMalformedChallenges);
    }

    private boolean asked(BooleanSupplier question) {
        try {
            return guard.isOpen() && question.getAsBoolean();
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            guard.blame("authenticator " + name, e);
            return false;
        }
    }

    @Override
    public String identity() throws ExpansionException {
        return guarded(client::identity);
    }

    @Override
    public Object credentials() throws ExpansionException {
        return guarded(client::credentials);
    }

    @Override
    public boolean wouldUse(Object credentials) throws ExpansionException {
        return guarded(() -> client.wouldUse(credentials));
    }
}
