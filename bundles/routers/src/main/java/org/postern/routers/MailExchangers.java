package org.postern.routers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.mail.Host;
import org.postern.api.system.LocalHost;
import org.postern.api.system.OwnHosts;
import org.postern.routers.HostAddresses.Wanted;

/// Finds the hosts that take mail for a domain (RFC 5321, 5.1; RFC 7505; RFC 2782 for SRV). Safe for any
/// number of threads.
final class MailExchangers {
    private static final HostSearch NOT_NOW = new HostSearch.Unknown(false);
    private static final HostSearch INSECURE = new HostSearch.Unknown(true);

    private final HostAddresses addresses;
    private final HostScan scan;
    private final RandomGenerator random;

    MailExchangers(HostAddresses addresses, LocalHost local, RandomGenerator random) {
        this.addresses = addresses;
        this.scan = new HostScan(new OwnHosts(local));
        this.random = random;
    }

    /// Where to look.
    ///
    /// @param wanted which addresses count
    /// @param addressRecords whether a domain without MX records is itself a host (RFC 5321, 5.1)
    /// @param ignoreMxTrouble whether a failed MX lookup counts as no MX records
    record Search(Wanted wanted, boolean addressRecords, boolean ignoreMxTrouble) {}

    /// The domains in which a domain without a dot is looked for.
    List<String> searchDomains() {
        return addresses.dns().searchDomains();
    }

    /// The hosts of `domain`, by MX, or else by address records.
    HostSearch find(String domain, Search search) throws ExpansionException {
        if (!addresses.dns().isName(domain, search.wanted().context())) {
            return new HostSearch.Invalid(domain);
        }
        DnsAnswer answer;
        try {
            answer = addresses.dns().query(domain, DnsType.MX, search.wanted().context());
        } catch (DnsException _) {
            return search.ignoreMxTrouble() ? itself(domain, false, search) : NOT_NOW;
        }
        if (answer.status() == DnsAnswer.Status.NO_NAME) {
            return new HostSearch.None(domain, "");
        }
        List<DnsRecord.Mx> records = answer.records(DnsRecord.Mx.class).toList();
        if (records.isEmpty()) {
            return itself(domain, answer.secure(), search);
        }
        if (search.wanted().secureOnly() && !answer.secure()) {
            return search.ignoreMxTrouble() ? itself(domain, false, search) : INSECURE;
        }
        if (records.stream().allMatch(record -> isRoot(record.exchange()))) {
            return noService();
        }
        List<Host> names = new ArrayList<>();
        for (DnsRecord.Mx record : records) {
            names.add(new Host(record.exchange(), Optional.empty(), 0, record.preference(), answer.secure()));
        }
        shuffle(names);
        names.sort(Comparator.comparingInt(Host::preference));
        return resolve(firstOfEach(names), search);
    }

    /// The hosts of a service at `domain`, by SRV; empty if the domain has no such records.
    Optional<HostSearch> findService(String domain, String service, boolean ignoreTrouble, Search search)
            throws ExpansionException {
        DnsAnswer answer;
        try {
            answer = addresses
                    .dns()
                    .query(
                            "_" + service + "._tcp." + domain,
                            DnsType.SRV,
                            search.wanted().context());
        } catch (DnsException _) {
            return ignoreTrouble ? Optional.empty() : Optional.of(NOT_NOW);
        }
        List<DnsRecord.Srv> records = answer.records(DnsRecord.Srv.class).toList();
        if (records.isEmpty()) {
            return Optional.empty();
        }
        if (search.wanted().secureOnly() && !answer.secure()) {
            return ignoreTrouble ? Optional.empty() : Optional.of(NOT_NOW);
        }
        if (records.stream().allMatch(record -> isRoot(record.target()))) {
            return Optional.of(noService());
        }
        List<Host> names = new ArrayList<>();
        for (DnsRecord.Srv record : new ServiceOrder(random).sort(records)) {
            names.add(new Host(record.target(), Optional.empty(), record.port(), record.priority(), answer.secure()));
        }
        return Optional.of(resolve(names, search));
    }

    /// The host with this name, by address records.
    HostSearch host(Host host, boolean bySystem, Wanted wanted) throws ExpansionException {
        return switch (bySystem ? addresses.byName(host, wanted) : addresses.byDns(host, wanted)) {
            case HostAddresses.Result.Found(List<Host> hosts) -> scanned(hosts, wanted);
            case HostAddresses.Result.NotFound() ->
                bySystem ? new HostSearch.None(host.name(), "") : none(host, wanted);
            case HostAddresses.Result.Ignored() -> new HostSearch.None(host.name(), "");
            case HostAddresses.Result.Unknown(boolean insecure) -> new HostSearch.Unknown(insecure);
        };
    }

    /// What is left of hosts whose addresses are known.
    HostSearch scanned(List<Host> hosts, Wanted wanted) throws ExpansionException {
        return scan.scan(hosts, wanted.family(), wanted.context()).orElseThrow();
    }

    private HostSearch none(Host host, Wanted wanted) throws ExpansionException {
        return addresses.dns().isName(host.name(), wanted.context())
                ? new HostSearch.None(host.name(), "")
                : new HostSearch.Invalid(host.name());
    }

    /// @param secure whether DNSSEC vouches for there being no MX records
    private HostSearch itself(String domain, boolean secure, Search search) throws ExpansionException {
        return search.addressRecords()
                ? host(new Host(domain, Optional.empty(), 0, -1, secure), false, search.wanted())
                : new HostSearch.None(domain, "");
    }

    private HostSearch resolve(List<Host> names, Search search) throws ExpansionException {
        List<Host> found = new ArrayList<>();
        boolean insecure = false;
        boolean unknown = false;
        for (Host name : names) {
            switch (addresses(name, search.wanted())) {
                case HostAddresses.Result.Found(List<Host> hosts) -> found.addAll(hosts);
                case HostAddresses.Result.NotFound() -> found.add(name);
                case HostAddresses.Result.Ignored() -> {}
                case HostAddresses.Result.Unknown(boolean unvouched) -> {
                    found.add(name);
                    unknown = true;
                    insecure = unvouched;
                }
            }
        }
        Optional<HostSearch> usable =
                scan.scan(found, search.wanted().family(), search.wanted().context());
        if (usable.isPresent()) {
            return usable.get();
        }
        String first = names.getFirst().name();
        return unknown
                ? new HostSearch.Unknown(insecure)
                : new HostSearch.None(first, nonExistent(first, search.wanted().context()));
    }

    private static String nonExistent(String first, Context context) {
        String reason = "all relevant MX records point to non-existent hosts";
        return IpLiteral.parse(first).isEmpty() || context.setting(RoutingDns.ALLOW_MX_TO_IP)
                ? reason
                : reason + " or (invalidly) to IP addresses";
    }

    private HostAddresses.Result addresses(Host name, Wanted wanted) throws ExpansionException {
        Optional<Host> literal = wanted.context().setting(RoutingDns.ALLOW_MX_TO_IP)
                ? IpLiteral.parse(name.name()).map(address -> name.at(address, true))
                : Optional.empty();
        if (literal.isEmpty()) {
            return IpLiteral.parse(name.name()).isPresent()
                    ? new HostAddresses.Result.NotFound()
                    : addresses.byDns(name, wanted);
        }
        return wanted.takes(literal.get())
                ? new HostAddresses.Result.Found(List.of(literal.get()))
                : new HostAddresses.Result.Ignored();
    }

    /// A name that stands twice counts with its better preference.
    private static List<Host> firstOfEach(List<Host> names) {
        Set<String> seen = new HashSet<>();
        return names.stream()
                .filter(name -> seen.add(name.name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static HostSearch noService() {
        return new HostSearch.None("", "an MX or SRV record indicated no SMTP service");
    }

    private static boolean isRoot(String target) {
        return target.isEmpty() || target.equals(".");
    }

    private <T> void shuffle(List<T> list) {
        for (int i = list.size() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            T kept = list.get(i);
            list.set(i, list.get(other));
            list.set(other, kept);
        }
    }
}
