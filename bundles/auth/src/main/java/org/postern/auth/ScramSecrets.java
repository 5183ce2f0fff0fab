package org.postern.auth;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;

/// What the configuration knows of the users of SCRAM: a password, or the keys made of it.
final class ScramSecrets {
    /// More work than this is not done for any client.
    static final int MAX_ITERATIONS = 1_000_000;

    private static final int SALT_LENGTH = 16;
    private static final Option<Optional<Expression>> SERVER_PASSWORD = expression("server_password");
    private static final Option<Optional<Expression>> SERVER_KEY = expression("server_key");
    private static final Option<Optional<Expression>> SERVER_SKEY = expression("server_skey");
    private static final Option<Optional<Expression>> SERVER_SCRAM_SALT = expression("server_scram_salt");
    private static final Option<Expression> SERVER_SCRAM_ITER =
            Option.of("server_scram_iter", OptionTypes.EXPRESSION, "4096");

    private final ScramHash hash;
    private final boolean forcedDefers;
    private final Optional<Expression> password;
    private final Optional<Expression> serverKey;
    private final Optional<Expression> storedKey;
    private final Optional<Expression> salt;
    private final Expression iterations;
    private final byte[] seed;

    private ScramSecrets(ScramHash hash, boolean forcedDefers, Settings settings, byte[] seed) {
        this.hash = hash;
        this.forcedDefers = forcedDefers;
        this.password = settings.get(SERVER_PASSWORD);
        this.serverKey = settings.get(SERVER_KEY);
        this.storedKey = settings.get(SERVER_SKEY);
        this.salt = settings.get(SERVER_SCRAM_SALT);
        this.iterations = settings.get(SERVER_SCRAM_ITER);
        this.seed = seed;
    }

    /// @param forcedDefers whether a forced failure of `server_password` defers, as Exim has it; else there
    /// is
    /// no such user
    static ScramSecrets of(Settings settings, ScramHash hash, boolean forcedDefers, RandomGenerator random)
            throws ConfigException {
        if (settings.get(SERVER_KEY).isPresent() != settings.get(SERVER_SKEY).isPresent()) {
            throw settings.invalid(SERVER_KEY, "server_key and server_skey go together");
        }
        if (settings.get(SERVER_KEY).isPresent()
                && settings.get(SERVER_SCRAM_SALT).isEmpty()) {
            throw settings.invalid(SERVER_KEY, "the salt that the keys were made with must be in server_scram_salt");
        }
        byte[] seed = new byte[32];
        random.nextBytes(seed);
        return new ScramSecrets(hash, forcedDefers, settings, seed);
    }

    static List<Option<?>> options() {
        return List.of(SERVER_PASSWORD, SERVER_KEY, SERVER_SKEY, SERVER_SCRAM_SALT, SERVER_SCRAM_ITER);
    }

    private static Option<Optional<Expression>> expression(String name) {
        return Option.optional(name, OptionTypes.EXPRESSION);
    }

    boolean isGiven() {
        return password.isPresent() || serverKey.isPresent();
    }

    /// What is known of one user.
    ///
    /// @param salt of the password
    /// @param iterations how often it is hashed
    /// @param keys what a proof is checked by
    /// @param isKnown whether there is such a user; if not, the keys are of a password that nobody knows
    @SuppressWarnings("ArrayRecordComponent") // never compared nor changed
    record Secret(byte[] salt, int iterations, ScramKeys keys, boolean isKnown) {}

    /// What is known of the user in `$auth1`. Who is not there cannot be told from who is, as long as the
    /// number of iterations is the same for all.
    Secret of(String user, Context context) throws ExpansionException {
        byte[] salted = salt(user, context);
        int count = iterations(context);
        Optional<ScramKeys> keys = keys(context);
        if (keys.isPresent()) {
            return new Secret(salted, count, keys.get(), true);
        }
        Optional<String> known = password(context).filter(text -> !text.isEmpty());
        byte[] secret = known.map(SaslPrep::prepared).orElseGet(() -> hash.hmac(seed, "no such user"));
        return new Secret(salted, count, ScramKeys.of(hash, hash.salted(secret, salted, count)), known.isPresent());
    }

    private Optional<String> password(Context context) throws ExpansionException {
        if (password.isEmpty()) {
            return Optional.empty();
        }
        return forcedDefers ? Optional.of(password.get().expand(context).value()) : text(password, context);
    }

    private Optional<ScramKeys> keys(Context context) throws ExpansionException {
        Optional<String> stored = text(storedKey, context).filter(value -> !value.isEmpty());
        Optional<String> server = text(serverKey, context).filter(value -> !value.isEmpty());
        return stored.isEmpty() || server.isEmpty()
                ? Optional.empty()
                : Optional.of(new ScramKeys(hash, key("server_skey", stored.get()), key("server_key", server.get())));
    }

    private byte[] key(String option, String value) throws ExpansionException {
        return ScramAttributes.bytes(value.strip())
                .filter(bytes -> bytes.length == hash.length())
                .orElseThrow(() -> ExpansionException.error(option + " is not " + hash.length() + " bytes in base64"));
    }

    private byte[] salt(String user, Context context) throws ExpansionException {
        Optional<String> given = text(salt, context).map(String::strip).filter(value -> !value.isEmpty());
        return given.isPresent()
                ? ScramAttributes.bytes(given.get())
                        .orElseThrow(() -> ExpansionException.error("server_scram_salt is not base64"))
                : Arrays.copyOf(hash.hmac(seed, user), SALT_LENGTH);
    }

    private int iterations(Context context) throws ExpansionException {
        String text = iterations
                .expandUnlessForced(context)
                .map(Text::value)
                .orElse("4096")
                .strip();
        if (!text.matches("[1-9]\\d{0,6}") || Integer.parseInt(text) > MAX_ITERATIONS) {
            throw ExpansionException.error("server_scram_iter is not a number from 1 to " + MAX_ITERATIONS);
        }
        return Integer.parseInt(text);
    }

    private static Optional<String> text(Optional<Expression> option, Context context) throws ExpansionException {
        return option.isEmpty()
                ? Optional.empty()
                : option.get().expandUnlessForced(context).map(Text::value);
    }
}
