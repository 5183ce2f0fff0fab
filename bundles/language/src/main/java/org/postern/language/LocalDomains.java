package org.postern.language;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;

/// The patterns of domain lists that stand for this host: `@`, `@[]` and `@mx_any` with its like (Exim's
/// manual, 10.8).
///
/// @param network answers what the DNS knows
record LocalDomains(Network network) {
    ListPattern<String> pattern(String word) throws ConfigException {
        if (word.equals("@")) {
            return LocalDomains::isPrimary;
        }
        if (word.equals("@[]")) {
            Outcome matched = Outcome.yes(Text.trusted(word));
            return (domain, _) -> isLocalLiteral(domain) ? matched : Outcome.NO;
        }
        String[] parts = word.split("/", 2);
        Set<String> ignored = ignored(parts.length > 1 ? parts[1] : "");
        return switch (parts[0]) {
            case "@mx_any" -> (domain, _) -> mx(word, domain, ignored, true, true);
            case "@mx_primary" -> (domain, _) -> mx(word, domain, ignored, true, false);
            case "@mx_secondary" -> (domain, _) -> mx(word, domain, ignored, false, true);
            default ->
                throw new ConfigException(
                        "not a pattern: " + word + " (@, @[], @mx_any, @mx_primary and @mx_secondary are)");
        };
    }

    private static Set<String> ignored(String option) throws ConfigException {
        if (option.isEmpty()) {
            return Set.of();
        }
        if (!option.startsWith("ignore=")) {
            throw new ConfigException("not an option of an MX pattern: " + option + " (ignore= is)");
        }
        return Set.copyOf(new HashSet<>(Lists.split(option.substring(7))));
    }

    private static Outcome isPrimary(String domain, Context context) throws ExpansionException {
        Optional<Text> name = context.variable("primary_hostname");
        boolean same = name.isPresent() && Letters.lower(name.get().value()).equals(Letters.lower(domain));
        return same ? Outcome.yes(name.get()) : Outcome.NO;
    }

    private boolean isLocalLiteral(String domain) {
        if (domain.length() < 3 || domain.charAt(0) != '[' || !domain.endsWith("]")) {
            return false;
        }
        String literal = Letters.lower(domain.substring(1, domain.length() - 1));
        return HostAddress.parse(literal.startsWith("ipv6:") ? literal.substring(5) : literal)
                .filter(network.local()::contains)
                .isPresent();
    }

    private Outcome mx(String word, String domain, Set<String> ignored, boolean primary, boolean secondary) {
        try {
            List<DnsRecord.Mx> records = network.resolver()
                    .query(domain, DnsType.MX)
                    .records(DnsRecord.Mx.class)
                    .toList();
            int best = records.stream().mapToInt(DnsRecord.Mx::preference).min().orElse(0);
            Set<InetAddress> local = network.local();
            boolean isPrimary = false;
            boolean isListed = false;
            for (DnsRecord.Mx record : records) {
                boolean here = network.addresses(record.exchange()).stream()
                        .filter(address -> !ignored.contains(address.getHostAddress()))
                        .anyMatch(local::contains);
                isListed |= here;
                isPrimary |= here && record.preference() == best;
            }
            boolean holds = isListed && ((primary && secondary) || (isPrimary ? primary : secondary));
            return holds ? Outcome.yes(Text.trusted(word)) : Outcome.NO;
        } catch (DnsException e) {
            return Outcome.deferred(word + ": " + e.getMessage());
        }
    }
}
