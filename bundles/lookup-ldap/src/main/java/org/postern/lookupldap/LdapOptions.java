package org.postern.lookupldap;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.spi.OptionSet;

/// The options of the main section that say where directories are, and how they are reached.
final class LdapOptions {
    static final Option<Optional<String>> DEFAULT_SERVERS = Option.optional("ldap_default_servers", OptionTypes.TEXT);
    static final Option<Optional<String>> CA_CERT_FILE = Option.optional("ldap_ca_cert_file", OptionTypes.TEXT);
    static final Option<Optional<String>> CA_CERT_DIR = Option.optional("ldap_ca_cert_dir", OptionTypes.TEXT);
    static final Option<Optional<String>> CERT_FILE = Option.optional("ldap_cert_file", OptionTypes.TEXT);
    static final Option<Optional<String>> CERT_KEY = Option.optional("ldap_cert_key", OptionTypes.TEXT);
    static final Option<Optional<String>> CIPHER_SUITE = Option.optional("ldap_cipher_suite", OptionTypes.TEXT);
    static final Option<RequireCert> REQUIRE_CERT =
            Option.of("ldap_require_cert", OptionTypes.oneOf(RequireCert.class), "demand");
    static final Option<Boolean> START_TLS = Option.of("ldap_start_tls", OptionTypes.BOOLEAN, "no");
    static final Option<Long> VERSION = Option.of("ldap_version", OptionTypes.NUMBER, "3");
    static final Option<Long> POOL_SIZE = Option.of("ldap_pool_size", OptionTypes.NUMBER, "10");
    static final Option<Duration> CONNECT_TIMEOUT = Option.of("ldap_connect_timeout", OptionTypes.TIME, "5s");
    static final Option<Duration> QUERY_TIMEOUT = Option.of("ldap_query_timeout", OptionTypes.TIME, "30s");

    private LdapOptions() {}

    /// What a server's certificate must be, in the words of libldap.
    enum RequireCert {
        /// It is not looked at.
        NEVER,
        /// The same.
        ALLOW,
        /// Good, if there is one; in TLS there always is.
        TRY,
        /// Good.
        DEMAND,
        /// Good.
        HARD;

        boolean isVerified() {
            return this == TRY || this == DEMAND || this == HARD;
        }
    }

    static List<OptionSet> all() {
        return List.of(OptionSet.main(
                DEFAULT_SERVERS,
                CA_CERT_FILE,
                CA_CERT_DIR,
                CERT_FILE,
                CERT_KEY,
                CIPHER_SUITE,
                REQUIRE_CERT,
                START_TLS,
                VERSION,
                POOL_SIZE,
                CONNECT_TIMEOUT,
                QUERY_TIMEOUT));
    }
}
