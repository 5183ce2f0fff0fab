package org.postern.routers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.Host;
import org.postern.api.mail.Recipient;
import org.postern.api.system.LocalHost;
import org.postern.routers.HostAddresses.Family;
import org.postern.spi.Router;
import org.postern.spi.RouterOptions;

/// One configured `dnslookup` router.
///
/// The list of hosts that it gives ends before this host's own addresses and all of the same preference (RFC
/// 5321,
/// 5.1). If this host is the best of them the list begins with it and is left whole, so that the generic
/// option `self`, which is not this router's, can be applied.
final class DnsLookupRouter implements Router {
    private final Settings settings;
    private final MailExchangers exchangers;
    private final LocalHost local;

    DnsLookupRouter(Settings settings, MailExchangers exchangers, LocalHost local) {
        this.settings = settings;
        this.exchangers = exchangers;
        this.local = local;
    }

    @Override
    public Result route(Recipient recipient, Context context) throws ExpansionException {
        Address address = recipient.address();
        if (address.domain().isEmpty() || address.domain().startsWith("[")) {
            return new Result.Decline();
        }
        MailExchangers.Result found = find(address.domain(), context);
        for (String widening : settings.get(DnsLookupDriver.WIDEN_DOMAINS)) {
            if (!(found instanceof MailExchangers.Result.NotFound)) {
                break;
            }
            String wider = address.domain() + "." + widening;
            found = find(wider, context);
            if (found instanceof MailExchangers.Result.Found) {
                Address widened = new Address(address.localPart(), wider);
                return new Result.Redirect(List.of(new Child.ToAddress(widened, Optional.empty())));
            }
        }
        return switch (found) {
            case MailExchangers.Result.Found(List<Host> hosts) -> accept(hosts, address.domain(), context);
            case MailExchangers.Result.NotFound(String reason) -> notFound(address.domain(), reason, context);
            case MailExchangers.Result.Ignored() -> notFound(address.domain(), "", context);
            case MailExchangers.Result.Deferred(String reason) ->
                settings.get(RouterOptions.PASS_ON_TIMEOUT) ? new Result.Pass() : new Result.Defer(reason);
        };
    }

    private MailExchangers.Result find(String domain, Context context) throws ExpansionException {
        boolean mxOnly = matches(DnsLookupDriver.MX_DOMAINS, domain, context);
        MailExchangers.Search search = new MailExchangers.Search(
                new HostAddresses.Wanted(family(context), settings.get(RouterOptions.IGNORE_TARGET_HOSTS), context),
                !mxOnly,
                matches(DnsLookupDriver.MX_FAIL_DOMAINS, domain, context),
                matches(RouterOptions.DNSSEC_REQUIRE_DOMAINS, domain, context));
        Optional<Expression> checkSrv = settings.get(DnsLookupDriver.CHECK_SRV);
        if (checkSrv.isPresent()) {
            String service = checkSrv.get().expand(context).value();
            boolean ignore = matches(DnsLookupDriver.SRV_FAIL_DOMAINS, domain, context);
            Optional<MailExchangers.Result> found =
                    service.isEmpty() ? Optional.empty() : exchangers.findService(domain, service, ignore, search);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return exchangers.find(domain, search);
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

    private Result notFound(String domain, String reason, Context context) throws ExpansionException {
        if (matches(DnsLookupDriver.FAIL_DEFER_DOMAINS, domain, context)) {
            return new Result.Defer("missing MX, or all MXs point to missing A records, and defer requested");
        }
        return new Result.Decline(reason);
    }

    private Result accept(List<Host> hosts, String domain, Context context) throws ExpansionException {
        List<Host> others = settings.get(RouterOptions.SELF).equals("send") ? untilSelf(hosts) : withoutSelf(hosts);
        if (settings.get(DnsLookupDriver.CHECK_SECONDARY_MX) && others.size() == hosts.size()) {
            return new Result.Decline();
        }
        return new Result.Accept(Optional.empty(), vouched(others, domain, context));
    }

    private List<Host> withoutSelf(List<Host> hosts) {
        OptionalInt self =
                hosts.stream().filter(this::isSelf).mapToInt(Host::preference).min();
        if (self.isEmpty()) {
            return hosts;
        }
        List<Host> better = hosts.stream()
                .filter(host -> host.preference() < self.getAsInt())
                .toList();
        return better.isEmpty() ? selfFirst(hosts) : better;
    }

    /// All that are not farther than this one.
    private List<Host> untilSelf(List<Host> hosts) {
        return hosts;
    }

    private List<Host> selfFirst(List<Host> hosts) {
        List<Host> ordered = new ArrayList<>(hosts.stream().filter(this::isSelf).toList());
        hosts.stream().filter(host -> !isSelf(host)).forEach(ordered::add);
        return ordered;
    }

    private boolean isSelf(Host host) {
        return host.address().filter(local::contains).isPresent();
    }

    private List<Host> vouched(List<Host> hosts, String domain, Context context) throws ExpansionException {
        if (decide(settings.get(RouterOptions.DNSSEC_REQUEST_DOMAINS), domain, context)) {
            return hosts;
        }
        List<Host> plain = new ArrayList<>();
        for (Host host : hosts) {
            plain.add(new Host(host.name(), host.address(), host.port(), host.preference(), false));
        }
        return plain;
    }

    private boolean matches(Option<Optional<MatchList<String>>> option, String domain, Context context)
            throws ExpansionException {
        Optional<MatchList<String>> list = settings.get(option);
        return list.isPresent() && decide(list.get(), domain, context);
    }

    private static boolean decide(MatchList<String> list, String domain, Context context) throws ExpansionException {
        return switch (list.match(domain, context)) {
            case MatchList.Match.Matched _ -> true;
            case MatchList.Match.NotMatched _ -> false;
            case MatchList.Match.Deferred(String reason) -> throw ExpansionException.defer(reason);
        };
    }
}
