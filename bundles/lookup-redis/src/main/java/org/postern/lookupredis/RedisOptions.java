package org.postern.lookupredis;

import java.time.Duration;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.spi.OptionSet;

/// The options of the main section, and what they say of the way to a server.
final class RedisOptions {
    static final Option<Optional<String>> SERVERS = Option.optional("redis_servers", OptionTypes.TEXT);
    static final Option<String> USER = Option.of("redis_user", OptionTypes.TEXT, "");
    static final Option<Duration> TIMEOUT = Option.of("redis_timeout", OptionTypes.TIME, "5s");
    static final Option<Long> CONNECTIONS = Option.of("redis_connections", OptionTypes.NUMBER, "20");
    static final Option<Nil> NIL = Option.of("redis_nil", OptionTypes.oneOf(Nil.class), "not_found");
    static final Option<Boolean> TLS = Option.of("redis_tls", OptionTypes.BOOLEAN, "no");
    static final Option<Optional<String>> AUTHORITIES =
            Option.optional("redis_tls_verify_certificates", OptionTypes.TEXT);
    static final Option<Optional<String>> CERTIFICATE = Option.optional("redis_tls_certificate", OptionTypes.TEXT);
    static final Option<Optional<String>> KEY = Option.optional("redis_tls_privatekey", OptionTypes.TEXT);
    static final Option<Optional<String>> SENTINEL = Option.optional("redis_sentinel", OptionTypes.TEXT);
    static final Option<String> SENTINEL_PASSWORD = Option.of("redis_sentinel_password", OptionTypes.TEXT, "");

    private RedisOptions() {}

    /// What a nil reply is.
    enum Nil {
        /// An empty string that was found, as in Exim.
        FOUND,
        /// Nothing.
        NOT_FOUND
    }

    static OptionSet all() {
        return OptionSet.main(
                SERVERS,
                USER,
                TIMEOUT,
                CONNECTIONS,
                NIL,
                TLS,
                AUTHORITIES,
                CERTIFICATE,
                KEY,
                SENTINEL,
                SENTINEL_PASSWORD);
    }

    /// How a server is to be reached under this configuration.
    static Access access(RedisServer server, Context context) {
        Optional<RedisTls> tls = context.setting(TLS)
                ? Optional.of(
                        new RedisTls(context.setting(AUTHORITIES), context.setting(CERTIFICATE), context.setting(KEY)))
                : Optional.empty();
        Optional<Access.Sentinel> sentinel = context.setting(SENTINEL)
                .map(master -> new Access.Sentinel(master, context.setting(SENTINEL_PASSWORD)));
        int connections = Math.clamp(context.setting(CONNECTIONS), 1, Integer.MAX_VALUE);
        return new Access(server, context.setting(USER), tls, sentinel, context.setting(TIMEOUT), connections);
    }
}
