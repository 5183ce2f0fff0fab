package org.postern.tls;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;
import org.postern.spi.OptionSet;

/// The options that TLS adds to the configuration.
final class TlsOptions {
    static final Option<MatchList<InetAddress>> ADVERTISE_HOSTS =
            Option.of("tls_advertise_hosts", OptionTypes.HOST_LIST, "*");
    static final Option<Optional<Expression>> CERTIFICATE = Option.optional("tls_certificate", OptionTypes.EXPRESSION);
    static final Option<Optional<Expression>> PRIVATE_KEY = Option.optional("tls_privatekey", OptionTypes.EXPRESSION);
    static final Option<Set<Integer>> ON_CONNECT_PORTS =
            Option.of("tls_on_connect_ports", OptionType.of("a list of ports", (text, _) -> ports(text)), "");
    static final OptionType<Expression> CIPHERS =
            OptionType.of("a cipher list in OpenSSL's words", TlsOptions::ciphers);
    static final Option<Optional<Expression>> REQUIRE_CIPHERS = Option.optional("tls_require_ciphers", CIPHERS);
    static final Option<MatchList<InetAddress>> VERIFY_HOSTS = Option.of("tls_verify_hosts", OptionTypes.HOST_LIST, "");
    static final Option<MatchList<InetAddress>> TRY_VERIFY_HOSTS =
            Option.of("tls_try_verify_hosts", OptionTypes.HOST_LIST, "");
    static final Option<Expression> ANCHORS = Option.of("tls_verify_certificates", OptionTypes.EXPRESSION, "system");
    static final Option<Optional<Expression>> CRL = Option.optional("tls_crl", OptionTypes.EXPRESSION);
    static final Option<Expression> ALPN = Option.of("tls_alpn", OptionTypes.EXPRESSION, "smtp : esmtp");
    static final Option<MatchList<InetAddress>> REQUIRE_ALPN =
            Option.of("hosts_require_alpn", OptionTypes.HOST_LIST, "");
    static final Option<Expression> GROUPS =
            Option.of("tls_eccurve", OptionType.of("a list of groups, or auto", TlsOptions::groups), "auto");
    static final Option<Optional<Expression>> DH_PARAMETERS =
            Option.optional("tls_dhparam", OptionType.of("Diffie-Hellman parameters", TlsOptions::dhParameters));
    static final Option<Boolean> REMEMBER_ESMTP = Option.of("tls_remember_esmtp", OptionTypes.BOOLEAN, "false");
    static final Option<Duration> HANDSHAKE_TIMEOUT = Option.of("tls_handshake_timeout", OptionTypes.TIME, "30s");

    static final Option<Optional<Expression>> CLIENT_SNI = Option.optional("tls_sni", OptionTypes.EXPRESSION);
    static final Option<Optional<Expression>> CLIENT_CIPHERS = Option.optional("tls_require_ciphers", CIPHERS);
    static final Option<Expression> CLIENT_ANCHORS =
            Option.of("tls_verify_certificates", OptionTypes.EXPRESSION, "system");

    static final Option<Optional<Expression>> CLIENT_CERTIFICATE =
            Option.optional("tls_certificate", OptionTypes.EXPRESSION);
    static final Option<Optional<Expression>> CLIENT_KEY = Option.optional("tls_privatekey", OptionTypes.EXPRESSION);
    static final Option<Optional<Expression>> CLIENT_CRL = Option.optional("tls_crl", OptionTypes.EXPRESSION);
    static final Option<Optional<Expression>> CLIENT_ALPN = Option.optional("tls_alpn", OptionTypes.EXPRESSION);

    private static final Set<String> SUBMISSIONS = Set.of("submissions", "smtps", "ssmtp", "urd");

    private TlsOptions() {}

    static List<OptionSet> all() {
        return List.of(
                OptionSet.main(
                        ADVERTISE_HOSTS,
                        CERTIFICATE,
                        PRIVATE_KEY,
                        ON_CONNECT_PORTS,
                        REQUIRE_CIPHERS,
                        VERIFY_HOSTS,
                        TRY_VERIFY_HOSTS,
                        ANCHORS,
                        CRL,
                        ALPN,
                        REQUIRE_ALPN,
                        GROUPS,
                        DH_PARAMETERS,
                        REMEMBER_ESMTP,
                        HANDSHAKE_TIMEOUT),
                OptionSet.transport(
                        "smtp",
                        CLIENT_SNI,
                        CLIENT_CIPHERS,
                        CLIENT_ANCHORS,
                        CLIENT_CERTIFICATE,
                        CLIENT_KEY,
                        CLIENT_CRL,
                        CLIENT_ALPN));
    }

    private static Set<Integer> ports(String list) throws ConfigException {
        Set<Integer> ports = new HashSet<>();
        for (String item : Lists.split(list)) {
            long port = SUBMISSIONS.contains(item) ? 465 : OptionTypes.number(item);
            if (port < 1 || port > 65_535) {
                throw new ConfigException("not a port: " + item);
            }
            ports.add((int) port);
        }
        return Set.copyOf(ports);
    }

    private static Expression groups(String text, Compiler compiler) throws ConfigException {
        Expression list = compiler.expression(text);
        if (list.isConstant()) {
            NamedGroups.parse(list.source());
        }
        return list;
    }

    private static Expression dhParameters(String text, Compiler compiler) throws ConfigException {
        compiler.warn("tls_dhparam has no effect: the Java platform has groups of its own (RFC 7919), for all of"
                + " the process (jdk.tls.ephemeralDHKeySize)");
        return compiler.expression(text);
    }

    private static Expression ciphers(String text, Compiler compiler) throws ConfigException {
        Expression list = compiler.expression(text);
        if (list.isConstant() && !text.isBlank()) {
            CipherList.parse(list.source().strip(), Jsse.suites());
        }
        return list;
    }
}
