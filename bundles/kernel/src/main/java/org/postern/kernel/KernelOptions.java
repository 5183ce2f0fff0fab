package org.postern.kernel;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Quantity;
import org.postern.api.smtp.SessionLimits;
import org.postern.core.AddressOptions;

/// The main options of the kernel, with Exim's names and meaning.
final class KernelOptions {
    /// The ports that the server listens on.
    static final Option<List<String>> DAEMON_SMTP_PORTS =
            Option.of("daemon_smtp_ports", OptionTypes.TEXT_LIST, "smtp").alsoCalled("daemon_smtp_port");
    /// The addresses that the server listens on. Unlike Exim's, the default is loopback only.
    static final Option<List<String>> LOCAL_INTERFACES =
            Option.of("local_interfaces", OptionTypes.TEXT_LIST, "<; 127.0.0.1 ; ::1");
    /// The greeting, after the code; empty for `HOST ESMTP Postern DATE`.
    static final Option<Optional<Expression>> SMTP_BANNER = Option.optional("smtp_banner", OptionTypes.EXPRESSION);
    /// How many clients there may be at once; 0 is no limit.
    static final Option<Long> SMTP_ACCEPT_MAX = Option.of("smtp_accept_max", OptionTypes.NUMBER, "10000");
    /// How many clients there may be at once from one address; 0 is no limit.
    static final Option<Expression> SMTP_ACCEPT_MAX_PER_HOST =
            Option.of("smtp_accept_max_per_host", Quantity.TYPE, "0");
    /// With more clients than this at once, messages wait for the next queue run; 0 is no limit.
    static final Option<Long> SMTP_ACCEPT_QUEUE = Option.of("smtp_accept_queue", OptionTypes.NUMBER, "0");
    /// With more messages than this in a session, messages wait for the next queue run; 0 is no limit. Unlike
    /// Exim's, the default is none: a delivery is no process here.
    static final Option<Long> SMTP_ACCEPT_QUEUE_PER_CONNECTION =
            Option.of("smtp_accept_queue_per_connection", OptionTypes.NUMBER, "10");
    /// How many of the places of `smtp_accept_max` are kept for some hosts.
    static final Option<Long> SMTP_ACCEPT_RESERVE = Option.of("smtp_accept_reserve", OptionTypes.NUMBER, "0");
    /// The load of the machine beyond which only some hosts are served.
    static final Option<Optional<Double>> SMTP_LOAD_RESERVE = Option.optional("smtp_load_reserve", OptionTypes.FIXED);
    /// The hosts for which places are kept.
    static final Option<MatchList<InetAddress>> SMTP_RESERVE_HOSTS =
            Option.of("smtp_reserve_hosts", OptionTypes.HOST_LIST, "");
    /// Hosts that are slowed down.
    static final Option<MatchList<InetAddress>> SMTP_RATELIMIT_HOSTS =
            Option.of("smtp_ratelimit_hosts", OptionTypes.HOST_LIST, "");
    /// How they are slowed down at MAIL.
    static final Option<Optional<RateLimit>> SMTP_RATELIMIT_MAIL =
            Option.optional("smtp_ratelimit_mail", RateLimit.TYPE);
    /// How they are slowed down at RCPT.
    static final Option<Optional<RateLimit>> SMTP_RATELIMIT_RCPT =
            Option.optional("smtp_ratelimit_rcpt", RateLimit.TYPE);
    /// How many connections may wait to be accepted.
    static final Option<Long> SMTP_CONNECT_BACKLOG = Option.of("smtp_connect_backlog", OptionTypes.NUMBER, "1024");
    /// How long a client may be silent.
    static final Option<Expression> SMTP_RECEIVE_TIMEOUT = Option.of("smtp_receive_timeout", Span.TYPE, "5m");
    /// Whether a client that speaks before its turn is cut off.
    static final Option<Boolean> SMTP_ENFORCE_SYNC = Option.of("smtp_enforce_sync", OptionTypes.BOOLEAN, "true");
    /// How many syntax or protocol errors a client may make.
    static final Option<Long> SMTP_MAX_SYNPROT_ERRORS = Option.of("smtp_max_synprot_errors", OptionTypes.NUMBER, "3");
    /// How many unknown commands a client may give.
    static final Option<Long> SMTP_MAX_UNKNOWN_COMMANDS =
            Option.of("smtp_max_unknown_commands", OptionTypes.NUMBER, "3");
    /// The largest message, header included; 0 is no limit.
    static final Option<Expression> MESSAGE_SIZE_LIMIT = Option.of("message_size_limit", Quantity.TYPE, "50M");
    /// How many recipients a message may have; 0 is no limit.
    static final Option<Expression> RECIPIENTS_MAX = SessionLimits.RECIPIENTS_MAX;
    /// Whether a message with more is refused as a whole.
    static final Option<Boolean> RECIPIENTS_MAX_REJECT =
            Option.of("recipients_max_reject", OptionTypes.BOOLEAN, "false");
    /// The largest header.
    static final Option<Long> HEADER_MAXSIZE = Option.of("header_maxsize", OptionTypes.NUMBER, "1M");
    /// The largest header field; 0 is no limit.
    static final Option<Long> HEADER_LINE_MAXSIZE = Option.of("header_line_maxsize", OptionTypes.NUMBER, "0");
    /// How many Received fields a message may have before it is taken to be in a loop.
    static final Option<Long> RECEIVED_HEADERS_MAX = Option.of("received_headers_max", OptionTypes.NUMBER, "30");
    /// The text of the Received field; empty for the usual one.
    static final Option<Optional<Expression>> RECEIVED_HEADER_TEXT =
            Option.optional("received_header_text", OptionTypes.EXPRESSION);
    /// Whether Return-path fields of incoming messages are taken away.
    static final Option<Boolean> RETURN_PATH_REMOVE = Option.of("return_path_remove", OptionTypes.BOOLEAN, "true");
    /// Hosts whose HELO names may be anything.
    static final Option<MatchList<InetAddress>> HELO_ACCEPT_JUNK_HOSTS =
            Option.of("helo_accept_junk_hosts", OptionTypes.HOST_LIST, "");
    /// Characters that HELO names may have beside letters, digits, dots and hyphens.
    static final Option<String> HELO_ALLOW_CHARS = Option.of("helo_allow_chars", OptionTypes.TEXT, "");
    /// Hosts that are told nothing but 554 at once.
    static final Option<MatchList<InetAddress>> HOST_REJECT_CONNECTION =
            Option.of("host_reject_connection", OptionTypes.HOST_LIST, "");
    /// Hosts whose name is looked up when they connect.
    static final Option<MatchList<InetAddress>> HOST_LOOKUP = Option.of("host_lookup", OptionTypes.HOST_LIST, "");
    /// HELO names for which the client's name is looked up.
    static final Option<MatchList<String>> HELO_LOOKUP_DOMAINS =
            Option.of("helo_lookup_domains", OptionTypes.DOMAIN_LIST, "@ : @[]");
    /// Hosts whose HELO name must be theirs.
    static final Option<MatchList<InetAddress>> HELO_VERIFY_HOSTS =
            Option.of("helo_verify_hosts", OptionTypes.HOST_LIST, "");
    /// Hosts whose HELO name is verified, whatever comes of it.
    static final Option<MatchList<InetAddress>> HELO_TRY_VERIFY_HOSTS =
            Option.of("helo_try_verify_hosts", OptionTypes.HOST_LIST, "");
    /// Hosts that must say HELO or EHLO before MAIL.
    static final Option<MatchList<InetAddress>> HOSTS_REQUIRE_HELO =
            Option.of("hosts_require_helo", OptionTypes.HOST_LIST, "*");
    /// Hosts whose senders may lack a domain.
    static final Option<MatchList<InetAddress>> SENDER_UNQUALIFIED_HOSTS =
            Option.of("sender_unqualified_hosts", OptionTypes.HOST_LIST, "");
    /// Hosts whose recipients may lack a domain.
    static final Option<MatchList<InetAddress>> RECIPIENT_UNQUALIFIED_HOSTS =
            Option.of("recipient_unqualified_hosts", OptionTypes.HOST_LIST, "");
    /// Whether a domain may be an address literal.
    static final Option<Boolean> ALLOW_DOMAIN_LITERALS =
            Option.of("allow_domain_literals", OptionTypes.BOOLEAN, "false");
    /// Whether a dot after a domain is taken away.
    static final Option<Boolean> STRIP_TRAILING_DOT = Option.of("strip_trailing_dot", OptionTypes.BOOLEAN, "false");
    /// How many commands that bring no mail a client may give.
    static final Option<Long> SMTP_ACCEPT_MAX_NONMAIL = Option.of("smtp_accept_max_nonmail", OptionTypes.NUMBER, "10");
    /// The hosts whose commands are counted.
    static final Option<MatchList<InetAddress>> SMTP_ACCEPT_MAX_NONMAIL_HOSTS =
            Option.of("smtp_accept_max_nonmail_hosts", OptionTypes.HOST_LIST, "*");
    /// How many messages a client may begin.
    static final Option<Expression> SMTP_ACCEPT_MAX_PER_CONNECTION = SessionLimits.SMTP_ACCEPT_MAX_PER_CONNECTION;
    /// The name by which this host goes in a session; empty for `$primary_hostname`.
    static final Option<Optional<Expression>> SMTP_ACTIVE_HOSTNAME =
            Option.optional("smtp_active_hostname", OptionTypes.EXPRESSION);
    /// Hosts that may use pipelining.
    static final Option<MatchList<InetAddress>> PIPELINING_ADVERTISE_HOSTS =
            Option.of("pipelining_advertise_hosts", OptionTypes.HOST_LIST, "*");
    /// Hosts that AUTH is offered to.
    static final Option<MatchList<InetAddress>> AUTH_ADVERTISE_HOSTS =
            Option.of("auth_advertise_hosts", OptionTypes.HOST_LIST, "*");
    /// Postern's own: how long a client that has failed to authenticate waits for the reply.
    static final Option<Duration> AUTH_FAIL_DELAY = Option.of("auth_fail_delay", OptionTypes.TIME, "1s");
    /// Postern's own: after how many failures to authenticate a session ends; 0 for never.
    static final Option<Long> AUTH_FAIL_MAX = Option.of("auth_fail_max", OptionTypes.NUMBER, "10");
    /// An authenticator's: whether it is offered.
    static final Option<Optional<Expression>> SERVER_ADVERTISE_CONDITION =
            Option.optional("server_advertise_condition", OptionTypes.EXPRESSION);
    /// Whether a client that has authenticated may vouch for the sender of a message.
    static final Option<Optional<Expression>> SERVER_MAIL_AUTH_CONDITION =
            Option.optional("server_mail_auth_condition", OptionTypes.EXPRESSION);
    /// Whether 8-bit data is offered.
    static final Option<Boolean> ACCEPT_8BITMIME = Option.of("accept_8bitmime", OptionTypes.BOOLEAN, "true");
    /// Postern's own: what becomes of a line end in the data that is not CRLF, `reject` or `normalise`.
    static final Option<BareNewline> SMTP_BARE_NEWLINE =
            Option.of("smtp_bare_newline", OptionTypes.oneOf(BareNewline.class), "reject");
    /// Postern's own: how long a bundle's stop waits for messages that still use it.
    static final Option<Duration> PLUGIN_DRAIN_TIMEOUT = Option.of("plugin_drain_timeout", OptionTypes.TIME, "30s");
    /// Postern's own: how long a new message waits for a plugin that has just gone, such as during its
    /// update.
    static final Option<Duration> PLUGIN_RETURN_TIMEOUT = Option.of("plugin_return_timeout", OptionTypes.TIME, "2s");
    /// Postern's own: how long the end of the server waits for messages under way.
    static final Option<Duration> SMTP_DRAIN_TIMEOUT = Option.of("smtp_drain_timeout", OptionTypes.TIME, "10s");

    /// What becomes of a line end that is not CRLF.
    enum BareNewline {
        /// The message is refused.
        REJECT,
        /// It becomes CRLF.
        NORMALISE
    }

    private KernelOptions() {}

    static Option<?>[] all() {
        return new Option<?>[] {
            DAEMON_SMTP_PORTS,
            LOCAL_INTERFACES,
            SMTP_BANNER,
            SMTP_ACCEPT_MAX,
            SMTP_ACCEPT_MAX_PER_HOST,
            SMTP_ACCEPT_QUEUE,
            SMTP_ACCEPT_QUEUE_PER_CONNECTION,
            SMTP_ACCEPT_RESERVE,
            SMTP_LOAD_RESERVE,
            SMTP_RESERVE_HOSTS,
            SMTP_RATELIMIT_HOSTS,
            SMTP_RATELIMIT_MAIL,
            SMTP_RATELIMIT_RCPT,
            SMTP_CONNECT_BACKLOG,
            SMTP_RECEIVE_TIMEOUT,
            SMTP_ENFORCE_SYNC,
            SMTP_MAX_SYNPROT_ERRORS,
            SMTP_MAX_UNKNOWN_COMMANDS,
            MESSAGE_SIZE_LIMIT,
            RECIPIENTS_MAX,
            RECIPIENTS_MAX_REJECT,
            HEADER_MAXSIZE,
            HEADER_LINE_MAXSIZE,
            RECEIVED_HEADERS_MAX,
            RECEIVED_HEADER_TEXT,
            RETURN_PATH_REMOVE,
            HELO_ACCEPT_JUNK_HOSTS,
            HELO_ALLOW_CHARS,
            HOST_REJECT_CONNECTION,
            HOST_LOOKUP,
            HELO_LOOKUP_DOMAINS,
            HELO_VERIFY_HOSTS,
            HELO_TRY_VERIFY_HOSTS,
            HOSTS_REQUIRE_HELO,
            SENDER_UNQUALIFIED_HOSTS,
            RECIPIENT_UNQUALIFIED_HOSTS,
            ALLOW_DOMAIN_LITERALS,
            STRIP_TRAILING_DOT,
            AddressOptions.ALLOW_UTF8_DOMAINS,
            AddressOptions.PERCENT_HACK_DOMAINS,
            SMTP_ACCEPT_MAX_NONMAIL,
            SMTP_ACCEPT_MAX_NONMAIL_HOSTS,
            SMTP_ACCEPT_MAX_PER_CONNECTION,
            SMTP_ACTIVE_HOSTNAME,
            EtrnCommand.SMTP_ETRN_COMMAND,
            EtrnCommand.SMTP_ETRN_SERIALIZE,
            PIPELINING_ADVERTISE_HOSTS,
            AUTH_ADVERTISE_HOSTS,
            AUTH_FAIL_DELAY,
            AUTH_FAIL_MAX,
            ACCEPT_8BITMIME,
            SMTP_BARE_NEWLINE,
            PLUGIN_DRAIN_TIMEOUT,
            PLUGIN_RETURN_TIMEOUT,
            SMTP_DRAIN_TIMEOUT
        };
    }
}
