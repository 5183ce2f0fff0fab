package org.postern.spi;

import java.net.InetAddress;
import java.util.Optional;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;

/// The options of every router that are for the driver that looks up hosts. The core declares them: any
/// driver may read them from its settings.
public final class RouterOptions {
    /// Addresses that do not count when the addresses of a host are looked up.
    public static final Option<Optional<MatchList<InetAddress>>> IGNORE_TARGET_HOSTS =
            Option.optional("ignore_target_hosts", OptionTypes.HOST_LIST);
    /// Domains for which DNSSEC is asked for.
    public static final Option<MatchList<String>> DNSSEC_REQUEST_DOMAINS =
            Option.of("dnssec_request_domains", OptionTypes.DOMAIN_LIST, "*");
    /// Domains for which only answers count that DNSSEC vouches for.
    public static final Option<Optional<MatchList<String>>> DNSSEC_REQUIRE_DOMAINS =
            Option.optional("dnssec_require_domains", OptionTypes.DOMAIN_LIST);
    /// What becomes of an address whose first host is this one: `freeze`, `defer`, `fail`, `send`, `pass`,
    /// `reroute: DOMAIN`.
    public static final Option<String> SELF = Option.of("self", OptionTypes.TEXT, "freeze");
    /// Whether the next router gets an address for which the DNS gave no answer.
    public static final Option<Boolean> PASS_ON_TIMEOUT = Option.of("pass_on_timeout", OptionTypes.BOOLEAN, "false");

    private RouterOptions() {}
}
