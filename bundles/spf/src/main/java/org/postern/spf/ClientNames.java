package org.postern.spf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;

/// The names of the client's address, verified forward (RFC 7208, 5.5): at most ten, looked up when first
/// asked for. What the DNS does not answer counts as absent. Confined to one thread.
final class ClientNames {
    private static final int MAX_NAMES = 10;

    private final InetAddress client;
    private final Lookups lookups;
    private final Map<String, Boolean> verified = new HashMap<>();
    private Optional<DnsAnswer> pointers = Optional.empty();
    private boolean isAsked;

    ClientNames(InetAddress client, Lookups lookups) {
        this.client = client;
        this.lookups = lookups;
    }

    /// The PTR records; empty if the DNS gave no answer.
    Optional<DnsAnswer> pointers() {
        if (!isAsked) {
            isAsked = true;
            pointers = ask(Dns.reverseName(client), DnsType.PTR);
        }
        return pointers;
    }

    private Optional<DnsAnswer> ask(String name, DnsType type) {
        try {
            return Optional.of(lookups.query(name, type));
        } catch (SpfException _) {
            return Optional.empty();
        }
    }

    private List<String> names() {
        return pointers().stream()
                .flatMap(answer -> answer.records(DnsRecord.Name.class))
                .map(record -> record.target().toLowerCase(Locale.ROOT))
                .limit(MAX_NAMES)
                .toList();
    }

    /// Whether a verified name is `domain` or below it.
    boolean isIn(String domain) {
        String lower = domain.toLowerCase(Locale.ROOT);
        return names().stream().anyMatch(name -> isWithin(name, lower) && isVerified(name));
    }

    /// A verified name: `domain` itself if there is one, else one below it, else any (RFC 7208, 7.3).
    Optional<String> preferred(String domain) {
        String lower = domain.toLowerCase(Locale.ROOT);
        List<String> names = names();
        return names.stream()
                .filter(name -> name.equals(lower) && isVerified(name))
                .findFirst()
                .or(() -> names.stream()
                        .filter(name -> isWithin(name, lower) && isVerified(name))
                        .findFirst())
                .or(() -> names.stream().filter(this::isVerified).findFirst());
    }

    private static boolean isWithin(String name, String domain) {
        return name.equals(domain) || name.endsWith('.' + domain);
    }

    private boolean isVerified(String name) {
        return verified.computeIfAbsent(name, this::leadsBack);
    }

    private boolean leadsBack(String name) {
        byte[] address = client.getAddress();
        return ask(name, client instanceof Inet4Address ? DnsType.A : DnsType.AAAA).stream()
                .flatMap(answer -> answer.records(DnsRecord.Address.class))
                .anyMatch(record -> Arrays.equals(record.address().getAddress(), address));
    }
}
