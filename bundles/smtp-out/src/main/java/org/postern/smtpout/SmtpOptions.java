package org.postern.smtpout;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;

/// The options of `smtp`, under Exim's names and with Exim's defaults, and a few of our own.
final class SmtpOptions {
    /// What is spoken.
    enum Protocol {
        /// RFC 5321.
        SMTP,
        /// RFC 2033.
        LMTP,
        /// SMTP with TLS from the first byte.
        SMTPS
    }

    /// What is spoken.
    static final Option<Protocol> PROTOCOL = Option.of("protocol", OptionTypes.oneOf(Protocol.class), "smtp");
    /// The hosts, where the router gives none.
    static final Option<Optional<Expression>> HOSTS = Option.optional("hosts", OptionTypes.EXPRESSION);
    /// Whether the hosts of the router are ignored.
    static final Option<Boolean> HOSTS_OVERRIDE = flag("hosts_override", false);
    /// Whether the hosts of the option are tried in any order.
    static final Option<Boolean> HOSTS_RANDOMIZE = flag("hosts_randomize", false);
    /// The hosts to try when all others deferred.
    static final Option<Optional<Expression>> FALLBACK_HOSTS =
            Option.optional("fallback_hosts", OptionTypes.EXPRESSION);
    /// A number or the name of a service; unset for the protocol's.
    static final Option<Optional<Expression>> PORT = Option.optional("port", OptionTypes.EXPRESSION);
    /// Our own addresses to connect from: the first of the right family.
    static final Option<Optional<Expression>> INTERFACE = Option.optional("interface", OptionTypes.EXPRESSION);
    /// What EHLO says.
    static final Option<Expression> HELO_DATA = Option.of("helo_data", OptionTypes.EXPRESSION, "$primary_hostname");
    /// Whether a host of the option may be this machine.
    static final Option<Boolean> ALLOW_LOCALHOST = flag("allow_localhost", false);
    /// Whether hosts are looked up by the system instead of the DNS.
    static final Option<Boolean> GETHOSTBYNAME = flag("gethostbyname", false);
    /// Whether idle connections are probed.
    static final Option<Boolean> KEEPALIVE = flag("keepalive", true);
    /// The traffic class of what is sent, expanded: a name such as `ef`, or a code point.
    static final Option<Optional<Expression>> DSCP = Option.optional("dscp", OptionTypes.EXPRESSION);
    /// How many hosts are tried for a message.
    static final Option<Long> HOSTS_MAX_TRY = Option.of("hosts_max_try", OptionTypes.NUMBER, "5");
    /// How many recipients one message has at once; 0 for no limit.
    static final Option<Long> MAX_RCPT = Option.of("max_rcpt", OptionTypes.NUMBER, "100");
    /// Whether recipients in several domains share one message.
    static final Option<Boolean> MULTI_DOMAIN = flag("multi_domain", true);
    /// What is added to the size that MAIL announces; negative to announce none.
    static final Option<Long> SIZE_ADDITION = Option.of("size_addition", OptionTypes.NUMBER, "1024");
    /// Whether RCPT asks an LMTP server to ignore quotas.
    static final Option<Boolean> LMTP_IGNORE_QUOTA = flag("lmtp_ignore_quota", false);

    /// The time to connect.
    static final Option<Duration> CONNECT_TIMEOUT = Option.of("connect_timeout", OptionTypes.TIME, "5m");
    /// The time for the reply to a command.
    static final Option<Duration> COMMAND_TIMEOUT = Option.of("command_timeout", OptionTypes.TIME, "5m");
    /// The time for a block of data to leave.
    static final Option<Duration> DATA_TIMEOUT = Option.of("data_timeout", OptionTypes.TIME, "5m");
    /// The time for the reply to the data.
    static final Option<Duration> FINAL_TIMEOUT = Option.of("final_timeout", OptionTypes.TIME, "10m");

    /// How many messages one connection carries.
    static final Option<Long> CONNECTION_MAX_MESSAGES = Option.of("connection_max_messages", OptionTypes.NUMBER, "500");
    /// Our own: how many connections to one host are open at once.
    static final Option<Long> CONNECTION_MAX_PER_HOST = Option.of("connection_max_per_host", OptionTypes.NUMBER, "20");
    /// Our own: how long a connection waits for another message.
    static final Option<Duration> CONNECTION_IDLE_TIMEOUT =
            Option.of("connection_idle_timeout", OptionTypes.TIME, "2s");

    /// Hosts that are greeted with HELO.
    static final Option<Optional<MatchList<InetAddress>>> HOSTS_AVOID_ESMTP = hosts("hosts_avoid_esmtp");
    /// Hosts that get one command at a time.
    static final Option<Optional<MatchList<InetAddress>>> HOSTS_AVOID_PIPELINING = hosts("hosts_avoid_pipelining");
    /// Hosts that must be spoken to through TLS.
    static final Option<Optional<MatchList<InetAddress>>> HOSTS_REQUIRE_TLS = hosts("hosts_require_tls");
    /// Hosts that get no mail unless this server has authenticated to them.
    static final Option<Optional<MatchList<InetAddress>>> HOSTS_REQUIRE_AUTH = hosts("hosts_require_auth");
    /// Hosts to which this server authenticates if it can.
    static final Option<Optional<MatchList<InetAddress>>> HOSTS_TRY_AUTH = hosts("hosts_try_auth");
    /// For whom this server vouches with MAIL, instead of whom the message's client has vouched for.
    static final Option<Optional<Expression>> AUTHENTICATED_SENDER =
            Option.optional("authenticated_sender", OptionTypes.EXPRESSION);
    /// Whether it does so without having authenticated.
    static final Option<Boolean> AUTHENTICATED_SENDER_FORCE = flag("authenticated_sender_force", false);
    /// Hosts that are spoken to in clear.
    static final Option<Optional<MatchList<InetAddress>>> HOSTS_AVOID_TLS = hosts("hosts_avoid_tls");
    /// Hosts whose certificates must be acceptable where TLS is used.
    static final Option<Optional<MatchList<InetAddress>>> TLS_VERIFY_HOSTS = hosts("tls_verify_hosts");
    /// Hosts whose certificates are verified, without consequences.
    static final Option<Optional<MatchList<InetAddress>>> TLS_TRY_VERIFY_HOSTS = everyHost("tls_try_verify_hosts");
    /// Hosts whose certificates must be for their names, where they are verified.
    static final Option<Optional<MatchList<InetAddress>>> TLS_VERIFY_CERT_HOSTNAMES =
            everyHost("tls_verify_cert_hostnames");
    /// Hosts that are spoken to in clear when an address is only verified.
    static final Option<Optional<MatchList<InetAddress>>> HOSTS_VERIFY_AVOID_TLS = hosts("hosts_verify_avoid_tls");
    /// Whether a host that fails to start TLS, though not required to, is spoken to in clear.
    static final Option<Boolean> TLS_TEMPFAIL_TRYCLEAR = flag("tls_tempfail_tryclear", true);

    /// Hosts, by name, for whose addresses DNSSEC is asked for.
    static final Option<MatchList<String>> DNSSEC_REQUEST_DOMAINS =
            Option.of("dnssec_request_domains", OptionTypes.DOMAIN_LIST, "*");
    /// Hosts, by name, for which only addresses count that DNSSEC vouches for.
    static final Option<Optional<MatchList<String>>> DNSSEC_REQUIRE_DOMAINS =
            Option.optional("dnssec_require_domains", OptionTypes.DOMAIN_LIST);

    /// Numbers of which none makes no sense.
    static final List<Option<Long>> AT_LEAST_ONE =
            List.of(HOSTS_MAX_TRY, CONNECTION_MAX_MESSAGES, CONNECTION_MAX_PER_HOST);

    /// Options that mean something which is not there yet: to ignore them would be wrong.
    static final List<Option<?>> LATER = Stream.of("serialize_hosts")
            .<Option<?>>map(name -> Option.optional(name, OptionTypes.TEXT))
            .toList();

    /// Options that are accepted without effect, since what they tune works otherwise here: see the manual
    /// page.
    private static final Stream<Option<?>> WITHOUT_EFFECT = Stream.of(
            flag("address_retry_include_sender", true),
            flag("delay_after_cutoff", true),
            flag("dns_qualify_single", true),
            flag("dns_search_parents", false),
            Option.of("hosts_max_try_hardlimit", OptionTypes.NUMBER, "50"),
            Option.of("hosts_try_fastopen", OptionTypes.TEXT, "*"),
            Option.of("message_linelength_limit", OptionTypes.NUMBER, "998"),
            flag("retry_include_ip_address", true));

    /// All of them.
    static final List<Option<?>> ALL = Stream.of(
                    Stream.<Option<?>>of(
                            PROTOCOL,
                            HOSTS,
                            HOSTS_OVERRIDE,
                            HOSTS_RANDOMIZE,
                            FALLBACK_HOSTS,
                            PORT,
                            INTERFACE,
                            HELO_DATA,
                            ALLOW_LOCALHOST,
                            GETHOSTBYNAME,
                            KEEPALIVE,
                            DSCP,
                            HOSTS_MAX_TRY,
                            MAX_RCPT,
                            MULTI_DOMAIN,
                            SIZE_ADDITION,
                            LMTP_IGNORE_QUOTA,
                            CONNECT_TIMEOUT,
                            COMMAND_TIMEOUT,
                            DATA_TIMEOUT,
                            FINAL_TIMEOUT,
                            CONNECTION_MAX_MESSAGES,
                            CONNECTION_MAX_PER_HOST,
                            CONNECTION_IDLE_TIMEOUT,
                            HOSTS_AVOID_ESMTP,
                            HOSTS_AVOID_PIPELINING,
                            HOSTS_REQUIRE_AUTH,
                            HOSTS_TRY_AUTH,
                            AUTHENTICATED_SENDER,
                            AUTHENTICATED_SENDER_FORCE,
                            HOSTS_REQUIRE_TLS,
                            HOSTS_AVOID_TLS,
                            HOSTS_VERIFY_AVOID_TLS,
                            TLS_VERIFY_HOSTS,
                            TLS_TRY_VERIFY_HOSTS,
                            TLS_VERIFY_CERT_HOSTNAMES,
                            TLS_TEMPFAIL_TRYCLEAR,
                            DNSSEC_REQUEST_DOMAINS,
                            DNSSEC_REQUIRE_DOMAINS),
                    LATER.stream(),
                    WITHOUT_EFFECT)
            .<Option<?>>flatMap(options -> options)
            .toList();

    private SmtpOptions() {}

    private static Option<Boolean> flag(String name, boolean set) {
        return Option.of(name, OptionTypes.BOOLEAN, Boolean.toString(set));
    }

    private static Option<Optional<MatchList<InetAddress>>> everyHost(String name) {
        return Option.of(name, OptionTypes.HOST_LIST.orEmpty(), "*");
    }

    private static Option<Optional<MatchList<InetAddress>>> hosts(String name) {
        return Option.optional(name, OptionTypes.HOST_LIST);
    }
}
