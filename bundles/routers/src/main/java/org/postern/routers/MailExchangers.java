package org.postern.routers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.postern.api.ExpansionException;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.mail.Host;
import org.postern.routers.HostAddresses.Wanted;

/// Finds the hosts that take mail for a domain (RFC 5321, 5.1; RFC 7505; RFC 2782 for SRV). Safe for any
/// number of threads.
final class MailExchangers {
    private final HostAddresses addresses;
    private final RandomGenerator random;

    MailExchangers(HostAddresses addresses, RandomGenerator random) {
        this.addresses = addresses;
        this.random = random;
    }

    /// Where to look.
    ///
    /// @param wanted which addresses count
    /// @param addressRecords whether a domain without MX records is itself a host (RFC 5321, 5.1)
    /// @param ignoreMxTrouble whether a failed MX lookup counts as no MX records
    /// @param secureOnly whether an answer without DNSSEC is none
    record Search(Wanted wanted, boolean addressRecords, boolean ignoreMxTrouble, boolean secureOnly) {}

    /// What came of it.
    sealed interface Result {
        /// These hosts, in the order in which they are to be tried.
        record Found(List<Host> hosts) implements Result {}

        /// None.
        ///
        /// @param reason for the sender, or the empty string
        record NotFound(String reason) implements Result {}

        /// Only such as do not count.
        record Ignored() implements Result {}

        /// It cannot be known now.
        record Deferred(String reason) implements Result {}
    }

    /// The hosts of `domain`, by MX, or else by address records.
    Result find(String domain, Search search) throws ExpansionException {
        DnsAnswer answer;
        try {
            answer = addresses.dns().query(domain, DnsType.MX);
        } catch (DnsException _) {
            return search.ignoreMxTrouble() ? itself(domain, search) : didNotComplete();
        }
        List<DnsRecord.Mx> records = answer.records(DnsRecord.Mx.class).toList();
        if (records.isEmpty()) {
            return answer.status() == DnsAnswer.Status.NO_NAME ? new Result.NotFound("") : itself(domain, search);
        }
        if (search.secureOnly() && !answer.secure()) {
            return new Result.Deferred("host lookup done insecurely");
        }
        if (records.stream().allMatch(record -> record.exchange().isEmpty())) {
            return noService();
        }
        List<Host> names = new ArrayList<>();
        for (DnsRecord.Mx record : records) {
            names.add(new Host(record.exchange(), Optional.empty(), 0, record.preference(), answer.secure()));
        }
        shuffle(names);
        names.sort(Comparator.comparingInt(Host::preference));
        return resolve(names, search);
    }

    /// The hosts of a service at `domain`, by SRV; empty if the domain has no such records.
    Optional<Result> findService(String domain, String service, boolean ignoreTrouble, Search search)
            throws ExpansionException {
        DnsAnswer answer;
        try {
            answer = addresses.dns().query("_" + service + "._tcp." + domain, DnsType.SRV);
        } catch (DnsException _) {
            return ignoreTrouble ? Optional.empty() : Optional.of(didNotComplete());
        }
        List<DnsRecord.Srv> records = answer.records(DnsRecord.Srv.class).toList();
        if (records.isEmpty()) {
            return Optional.empty();
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

    private Result itself(String domain, Search search) throws ExpansionException {
        if (!search.addressRecords()) {
            return new Result.NotFound("");
        }
        Host host = new Host(domain, Optional.empty(), 0, -1, true);
        return switch (addresses.byDns(host, search.wanted())) {
            case HostAddresses.Result.Found(List<Host> hosts) -> accepted(hosts, search);
            case HostAddresses.Result.NotFound() -> new Result.NotFound("");
            case HostAddresses.Result.Ignored() -> new Result.Ignored();
            case HostAddresses.Result.Deferred(String reason) -> new Result.Deferred(reason);
        };
    }

    private Result resolve(List<Host> names, Search search) throws ExpansionException {
        List<Host> found = new ArrayList<>();
        Optional<String> trouble = Optional.empty();
        boolean usable = false;
        boolean ignored = false;
        for (Host name : names) {
            switch (addresses.byDns(name, search.wanted())) {
                case HostAddresses.Result.Found(List<Host> hosts) -> {
                    found.addAll(hosts);
                    usable = true;
                    continue;
                }
                case HostAddresses.Result.NotFound() -> {}
                case HostAddresses.Result.Ignored() -> ignored = true;
                case HostAddresses.Result.Deferred(String reason) -> trouble = Optional.of(reason);
            }
            found.add(name);
        }
        if (usable) {
            return accepted(found, search);
        }
        if (trouble.isPresent()) {
            return new Result.Deferred(trouble.get());
        }
        return ignored
                ? new Result.Ignored()
                : new Result.NotFound("all relevant MX records point to non-existent hosts"
                        + (names.stream().anyMatch(MailExchangers::isAddress)
                                ? " or (invalidly) to IP addresses"
                                : ""));
    }

    /// Some write an address where a name should be.
    private static boolean isAddress(Host host) {
        return host.name().matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}\\.?");
    }

    private static Result accepted(List<Host> hosts, Search search) {
        if (!search.secureOnly()) {
            return new Result.Found(List.copyOf(hosts));
        }
        List<Host> secure = hosts.stream().filter(Host::secure).toList();
        return secure.isEmpty() ? new Result.Deferred("host lookup done insecurely") : new Result.Found(secure);
    }

    private static Result noService() {
        return new Result.NotFound("an MX or SRV record indicated no SMTP service");
    }

    private static Result didNotComplete() {
        return new Result.Deferred("host lookup did not complete");
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
