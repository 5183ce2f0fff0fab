package org.postern.routers;

import java.util.List;
import java.util.Optional;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.spi.Router;
import org.postern.spi.RouterDriver;

/// The `dnslookup` router: the hosts that the DNS names for a domain.
final class DnsLookupDriver implements RouterDriver {
    static final Option<Boolean> CHECK_SECONDARY_MX = Option.of("check_secondary_mx", OptionTypes.BOOLEAN, "false");
    static final Option<Optional<Expression>> CHECK_SRV = Option.optional("check_srv", OptionTypes.EXPRESSION);
    static final Option<Optional<MatchList<String>>> FAIL_DEFER_DOMAINS = domains("fail_defer_domains");
    static final Option<Expression> IPV4_ONLY = Option.of("ipv4_only", OptionTypes.CONDITION, "no");
    static final Option<Expression> IPV4_PREFER = Option.of("ipv4_prefer", OptionTypes.CONDITION, "no");
    static final Option<Optional<MatchList<String>>> MX_DOMAINS = domains("mx_domains");
    static final Option<Optional<MatchList<String>>> MX_FAIL_DOMAINS = domains("mx_fail_domains");
    static final Option<Optional<MatchList<String>>> SRV_FAIL_DOMAINS = domains("srv_fail_domains");
    static final Option<List<String>> WIDEN_DOMAINS = Option.of("widen_domains", OptionTypes.TEXT_LIST, "");
    static final Option<Boolean> QUALIFY_SINGLE = Option.of("qualify_single", OptionTypes.BOOLEAN, "true");
    static final Option<Boolean> SEARCH_PARENTS = Option.of("search_parents", OptionTypes.BOOLEAN, "false");
    static final Option<Boolean> REWRITE_HEADERS = Option.of("rewrite_headers", OptionTypes.BOOLEAN, "true");
    static final Option<Boolean> SAME_DOMAIN_COPY_ROUTING =
            Option.of("same_domain_copy_routing", OptionTypes.BOOLEAN, "false");

    private final MailExchangers exchangers;

    DnsLookupDriver(MailExchangers exchangers) {
        this.exchangers = exchangers;
    }

    @Override
    public String name() {
        return "dnslookup";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(
                CHECK_SECONDARY_MX,
                CHECK_SRV,
                FAIL_DEFER_DOMAINS,
                IPV4_ONLY,
                IPV4_PREFER,
                MX_DOMAINS,
                MX_FAIL_DOMAINS,
                SRV_FAIL_DOMAINS,
                WIDEN_DOMAINS,
                QUALIFY_SINGLE,
                SEARCH_PARENTS,
                REWRITE_HEADERS,
                SAME_DOMAIN_COPY_ROUTING);
    }

    @Override
    public NeedOfTransport transport() {
        return NeedOfTransport.REQUIRED;
    }

    @Override
    public Router create(Settings settings) {
        return new DnsLookupRouter(settings, exchangers);
    }

    private static Option<Optional<MatchList<String>>> domains(String name) {
        return Option.optional(name, OptionTypes.DOMAIN_LIST);
    }
}
