package org.postern.routers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.Host;
import org.postern.api.mail.Recipient;
import org.postern.routers.HostAddresses.Family;
import org.postern.spi.Router;
import org.postern.spi.RouterOptions;

/// One configured `dnslookup` router.
///
/// If this host is among the best of those that it finds, the list is left whole, so that the generic option
/// `self`, which is not this router's, can be applied.
final class DnsLookupRouter implements Router {
    private final Settings settings;
    private final MailExchangers exchangers;

    DnsLookupRouter(Settings settings, MailExchangers exchangers) {
        this.settings = settings;
        this.exchangers = exchangers;
    }

    @Override
    public Result route(Recipient recipient, Context context) throws ExpansionException {
        Address address = recipient.address();
        if (address.domain().isEmpty() || address.domain().startsWith("[")) {
            return new Result.Decline();
        }
        HostSearch found = new HostSearch.None(address.domain(), "");
        for (String domain : candidates(address.domain())) {
            found = find(domain, context);
            if (found instanceof HostSearch.None) {
                if (RoutingDns.matches(settings.get(DnsLookupDriver.FAIL_DEFER_DOMAINS), domain, context)) {
                    return new Result.Defer("missing MX, or all MXs point to missing A records, and defer requested");
                }
            } else {
                return isHost(found) && !domain.equals(address.domain())
                        ? renamed(new Address(address.localPart(), domain))
                        : result(found, domain, context);
            }
        }
        return result(found, address.domain(), context);
    }

    private static boolean isHost(HostSearch found) {
        return found instanceof HostSearch.Found || found instanceof HostSearch.Own;
    }

    /// It is routed anew under its full name.
    private static Result renamed(Address address) {
        return new Result.Redirect(List.of(new Child.ToAddress(address, Optional.empty())));
    }

    /// The names that are tried in turn: with `qualify_single` one without a dot first below the domains of
    /// this machine, with `search_parents` the others too if they do not exist; then the wider ones.
    private List<String> candidates(String domain) {
        List<String> candidates = new ArrayList<>();
        List<String> qualified = exchangers.searchDomains().stream()
                .map(parent -> domain + "." + parent)
                .toList();
        boolean single = domain.indexOf('.') < 0;
        if (single && settings.get(DnsLookupDriver.QUALIFY_SINGLE)) {
            candidates.addAll(qualified);
        }
        candidates.add(domain);
        if (!single && settings.get(DnsLookupDriver.SEARCH_PARENTS)) {
            candidates.addAll(qualified);
        }
        settings.get(DnsLookupDriver.WIDEN_DOMAINS).forEach(wider -> candidates.add(domain + "." + wider));
        return candidates;
    }

    private HostSearch find(String domain, Context context) throws ExpansionException {
        MailExchangers.Search search = new MailExchangers.Search(
                new HostAddresses.Wanted(
                        family(context),
                        settings.get(RouterOptions.IGNORE_TARGET_HOSTS),
                        RoutingDns.matches(settings.get(RouterOptions.DNSSEC_REQUIRE_DOMAINS), domain, context),
                        context),
                !RoutingDns.matches(settings.get(DnsLookupDriver.MX_DOMAINS), domain, context),
                RoutingDns.matches(settings.get(DnsLookupDriver.MX_FAIL_DOMAINS), domain, context));
        Optional<Expression> checkSrv = settings.get(DnsLookupDriver.CHECK_SRV);
        if (checkSrv.isPresent()) {
            String service = checkSrv.get().expand(context).value();
            boolean ignore = RoutingDns.matches(settings.get(DnsLookupDriver.SRV_FAIL_DOMAINS), domain, context);
            Optional<HostSearch> found =
                    service.isEmpty() ? Optional.empty() : exchangers.findService(domain, service, ignore, search);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return exchangers.find(domain, search);
    }

    private Result result(HostSearch found, String domain, Context context) throws ExpansionException {
        return switch (found) {
            case HostSearch.Found(var hosts, boolean cut) ->
                settings.get(DnsLookupDriver.CHECK_SECONDARY_MX) && !cut
                        ? new Result.Decline()
                        : accept(hosts, domain, context);
            case HostSearch.Own(var hosts) ->
                settings.get(DnsLookupDriver.CHECK_SECONDARY_MX)
                        ? new Result.Decline()
                        : accept(hosts, domain, context);
            case HostSearch.None(var _, String reason) -> new Result.Decline(reason);
            case HostSearch.Invalid(String name) ->
                new Result.Decline("mail domain \"" + printable(name) + "\" is syntactically invalid");
            case HostSearch.Unknown(boolean insecure) -> {
                if (insecure) {
                    yield new Result.Defer("host lookup done insecurely");
                }
                yield settings.get(RouterOptions.PASS_ON_TIMEOUT)
                        ? new Result.Pass()
                        : new Result.Defer("host lookup did not complete");
            }
        };
    }

    /// Bytes that are no ASCII in octal.
    private static String printable(String name) {
        StringBuilder printable = new StringBuilder();
        name.chars()
                .forEach(c ->
                        printable.append(c >= ' ' && c < 127 ? String.valueOf((char) c) : String.format("\\%03o", c)));
        return printable.toString();
    }

    private Result accept(List<Host> hosts, String domain, Context context) throws ExpansionException {
        return new Result.Accept(Optional.empty(), vouched(hosts, domain, context));
    }

    private Family family(Context context) throws ExpansionException {
        if (yes(DnsLookupDriver.IPV4_ONLY, context)) {
            return Family.IPV4_ONLY;
        }
        return yes(DnsLookupDriver.IPV4_PREFER, context) ? Family.IPV4_FIRST : Family.BOTH;
    }

    private boolean yes(Option<Expression> option, Context context) throws ExpansionException {
        return Condition.holds(settings.get(option).expand(context).value());
    }

    private List<Host> vouched(List<Host> hosts, String domain, Context context) throws ExpansionException {
        if (RoutingDns.matches(Optional.of(settings.get(RouterOptions.DNSSEC_REQUEST_DOMAINS)), domain, context)) {
            return hosts;
        }
        List<Host> plain = new ArrayList<>();
        for (Host host : hosts) {
            plain.add(new Host(host.name(), host.address(), host.port(), host.preference(), false));
        }
        return plain;
    }
}
