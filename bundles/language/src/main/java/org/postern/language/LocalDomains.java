package org.postern.language;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;

/// The patterns of domain lists that stand for this host: `@`, `@[]` and `@mx_any` with its like (Exim's
/// manual, 10.8).
///
/// @param compiler for the list in `ignore=`
record LocalDomains(LanguageCompiler compiler) {
    ListPattern<String> pattern(String word) throws ConfigException {
        if (word.equals("@")) {
            return LocalDomains::isPrimary;
        }
        if (word.equals("@[]")) {
            Outcome matched = Outcome.yes(Text.trusted(word));
            return (domain, context) -> isLocalLiteral(domain, context) ? matched : Outcome.NO;
        }
        String[] parts = word.split("/", 2);
        MatchList<InetAddress> ignored = ignored(parts.length > 1 ? parts[1] : "");
        return switch (parts[0]) {
            case "@mx_any" -> (domain, context) -> mx(new Wanted(word, ignored, true, true), domain, context);
            case "@mx_primary" -> (domain, context) -> mx(new Wanted(word, ignored, true, false), domain, context);
            case "@mx_secondary" -> (domain, context) -> mx(new Wanted(word, ignored, false, true), domain, context);
            default ->
                throw new ConfigException(
                        "not a pattern: " + word + " (@, @[], @mx_any, @mx_primary and @mx_secondary are)");
        };
    }

    private MatchList<InetAddress> ignored(String option) throws ConfigException {
        if (option.isEmpty()) {
            return compiler.hostList("");
        }
        if (!option.startsWith("ignore=")) {
            throw new ConfigException("not an option of an MX pattern: " + option + " (ignore= is)");
        }
        return compiler.patterns(ListKind.HOST_ADDRESS, option.substring(7), false);
    }

    private static Outcome isPrimary(String domain, Context context) throws ExpansionException {
        Optional<Text> name = context.variable("primary_hostname");
        boolean same = name.isPresent() && Letters.lower(name.get().value()).equals(Letters.lower(domain));
        return same ? Outcome.yes(name.get()) : Outcome.NO;
    }

    private boolean isLocalLiteral(String domain, Context context) {
        if (domain.length() < 3 || domain.charAt(0) != '[' || !domain.endsWith("]")) {
            return false;
        }
        String literal = Letters.lower(domain.substring(1, domain.length() - 1));
        return HostAddress.parse(literal.startsWith("ipv6:") ? literal.substring(5) : literal)
                .filter(network().local(context)::contains)
                .isPresent();
    }

    /// What is asked of the mail exchangers of a domain.
    ///
    /// @param word the pattern
    /// @param ignored addresses that do not count
    /// @param primary whether this host may be the best of them
    /// @param secondary whether it may be another
    private record Wanted(String word, MatchList<InetAddress> ignored, boolean primary, boolean secondary) {
        boolean holds(boolean isListed, boolean isPrimary) {
            return isListed && ((primary && secondary) || (isPrimary ? primary : secondary));
        }
    }

    private Outcome mx(Wanted wanted, String domain, Context context) throws ExpansionException {
        try {
            List<DnsRecord.Mx> records = network()
                    .resolver()
                    .query(domain, DnsType.MX)
                    .records(DnsRecord.Mx.class)
                    .toList();
            int best = records.stream().mapToInt(DnsRecord.Mx::preference).min().orElse(0);
            boolean isPrimary = false;
            boolean isListed = false;
            for (DnsRecord.Mx record : records) {
                boolean here = isHere(record.exchange(), wanted.ignored(), context);
                isListed |= here;
                isPrimary |= here && record.preference() == best;
            }
            return wanted.holds(isListed, isPrimary) ? Outcome.yes(Text.trusted(wanted.word())) : Outcome.NO;
        } catch (DnsException e) {
            return Outcome.deferred(wanted.word() + ": " + e.getMessage());
        }
    }

    private boolean isHere(String exchange, MatchList<InetAddress> ignored, Context context)
            throws DnsException, ExpansionException {
        for (InetAddress address : network().addresses(exchange)) {
            if (network().isOwn(exchange, address, context)
                    && !ignored.match(address, context).holds()) {
                return true;
            }
        }
        return false;
    }

    private Network network() {
        return compiler.environment().network();
    }
}
