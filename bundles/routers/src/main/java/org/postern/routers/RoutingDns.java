package org.postern.routers;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Regex;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsType;
import org.postern.api.dns.OverheardDns;
import org.postern.api.mail.Host;
import org.postern.idna.DomainNames;
import org.postern.spi.OptionSet;

/// The DNS as the main options want it seen by routers. Safe for any number of threads.
///
/// @param dns the resolver
record RoutingDns(Dns dns) {
    /// Whether hosts have no IPv6 addresses.
    static final Option<Boolean> DISABLE_IPV6 = Option.of("disable_ipv6", OptionTypes.BOOLEAN, "false");
    /// Names whose IPv6 addresses are not looked up.
    static final Option<Optional<MatchList<String>>> DNS_IPV4_LOOKUP = domains("dns_ipv4_lookup");
    /// Names for which the word of their own servers counts as DNSSEC-validated.
    static final Option<Optional<MatchList<String>>> DNS_TRUST_AA = domains("dns_trust_aa");
    /// What a name must look like to be asked for; the empty string for anything.
    static final Option<Optional<Regex>> DNS_CHECK_NAMES_PATTERN = Option.of(
            "dns_check_names_pattern",
            OptionType.of("a regular expression", RoutingDns::pattern),
            "(?i)^\\w(?>[a-z0-9/_-]*\\w)?(?>\\.\\w(?>[a-z0-9/_-]*\\w)?)*\\.?$");
    /// Whether an MX record may name an IP address.
    static final Option<Boolean> ALLOW_MX_TO_IP = Option.of("allow_mx_to_ip", OptionTypes.BOOLEAN, "false");

    static final OptionSet MAIN =
            OptionSet.main(DISABLE_IPV6, DNS_IPV4_LOOKUP, DNS_TRUST_AA, DNS_CHECK_NAMES_PATTERN, ALLOW_MX_TO_IP);

    /// Asks. A name that has no IPv6 addresses here is not asked for them.
    DnsAnswer query(String name, DnsType type, Context context) throws DnsException, ExpansionException {
        if (type == DnsType.AAAA
                && (context.setting(DISABLE_IPV6) || matches(context.setting(DNS_IPV4_LOOKUP), name, context))) {
            return nothing(name);
        }
        DnsAnswer answer = new OverheardDns(dns, context).query(name, type);
        return answer.authoritative() && matches(context.setting(DNS_TRUST_AA), name, context)
                ? secure(answer)
                : answer;
    }

    /// Whether a host or a mail domain can have this name. What the pattern captures is not seen.
    boolean isName(String name, Context context) throws ExpansionException {
        Optional<String> ascii = DomainNames.alabels(name);
        Optional<Regex> pattern = context.setting(DNS_CHECK_NAMES_PATTERN);
        return ascii.isPresent()
                && (pattern.isEmpty() || pattern.get().find(Text.tainted(ascii.get()), context.to(Host.named(name))));
    }

    /// The domains in which a name without a dot is looked for.
    List<String> searchDomains() {
        return dns.searchDomains();
    }

    private static DnsAnswer nothing(String name) {
        return new DnsAnswer(DnsAnswer.Status.NO_DATA, List.of(), false, Duration.ZERO, name);
    }

    private static DnsAnswer secure(DnsAnswer answer) {
        return new DnsAnswer(
                answer.status(), answer.records(), true, answer.ttl(), answer.canonicalName(), answer.authoritative());
    }

    /// Whether a list is set and matches.
    static boolean matches(Optional<MatchList<String>> list, String name, Context context) throws ExpansionException {
        return list.isPresent()
                && switch (list.get().match(name, context)) {
                    case MatchList.Match.Matched _ -> true;
                    case MatchList.Match.NotMatched _ -> false;
                    case MatchList.Match.Deferred(String reason) -> throw ExpansionException.defer(reason);
                };
    }

    private static Optional<Regex> pattern(String text, Compiler compiler) throws ConfigException {
        return text.isEmpty() ? Optional.empty() : Optional.of(compiler.regex(text, false));
    }

    private static Option<Optional<MatchList<String>>> domains(String name) {
        return Option.optional(name, OptionTypes.DOMAIN_LIST);
    }
}
