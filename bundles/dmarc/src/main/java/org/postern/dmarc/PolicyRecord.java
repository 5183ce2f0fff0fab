package org.postern.dmarc;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A published policy, `v=DMARC1; p=reject; ...` (RFC 9989, 4.7). Immutable.
///
/// Values that are wrong count as absent; how many there were is in `flaws`. The tags of RFC 7489 that are
/// gone (`pct`, `rf`, `ri`) are known: `pct=0` means `t=y`, which took its place (RFC 9989, A.6); they
/// change nothing else.
///
/// @param text the record as it was published
/// @param p the policy for the domain itself, if it is there and right
/// @param sp the policy for subdomains
/// @param np the policy for subdomains that do not exist
/// @param strictDkim whether `d=` must be the author's domain itself (`adkim=s`)
/// @param strictSpf whether the domain of SPF must be the author's domain itself (`aspf=s`)
/// @param psd whether the domain is a public suffix
/// @param testing whether the policy is only tried (`t=y`)
/// @param fo what failure reports are wanted about, `0` if it does not say
/// @param pct the share of mail in percent, 100 if it does not say
/// @param rua where aggregate reports go
/// @param ruf where failure reports go
/// @param hasWrongPolicy whether one of `p`, `sp`, `np` is there and wrong
/// @param flaws how many mistakes were passed over
record PolicyRecord(
        String text,
        Optional<Policy> p,
        Optional<Policy> sp,
        Optional<Policy> np,
        boolean strictDkim,
        boolean strictSpf,
        Psd psd,
        boolean testing,
        String fo,
        int pct,
        List<ReportUri> rua,
        List<ReportUri> ruf,
        boolean hasWrongPolicy,
        int flaws) {
    PolicyRecord {
        rua = List.copyOf(rua);
        ruf = List.copyOf(ruf);
    }

    /// What a domain says of itself.
    enum Psd {
        /// It is a public suffix (`psd=y`).
        YES,
        /// It is an organisational domain (`psd=n`).
        NO,
        /// Nothing.
        UNKNOWN
    }

    /// The policy of a TXT record; empty if it is none of this version, or no tag list.
    static Optional<PolicyRecord> parse(String text) {
        return TagList.parse(text).map(tags -> new Reader(tags).read(text));
    }

    /// Whether it asks for anything: it has a policy or, as good as `p=none`, wants reports (RFC 9989,
    /// 4.10.1).
    boolean isApplicable() {
        return (p.isPresent() && !hasWrongPolicy) || !rua.isEmpty();
    }

    /// The policy for the domain itself.
    Policy own() {
        return hasWrongPolicy ? Policy.NONE : p.orElse(Policy.NONE);
    }

    /// The policy for a subdomain.
    Policy below(boolean exists) {
        if (hasWrongPolicy || p.isEmpty()) {
            return Policy.NONE;
        }
        return exists ? sp.orElse(own()) : np.or(() -> sp).orElse(own());
    }

    /// Whether it makes a difference for a subdomain that it does not exist.
    boolean asksForExistence() {
        return below(true) != below(false);
    }

    /// Reads the values of the tags.
    private static final class Reader {
        private static final Pattern FO = Pattern.compile("[01ds](?::[01ds]){0,3}");
        private static final Pattern PCT = Pattern.compile("\\d{1,2}|100");
        private static final Pattern RI = Pattern.compile("\\d{1,10}");
        private static final Pattern RF =
                Pattern.compile("[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?::[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*");
        private static final long MAX_RI = 0xffffffffL;
        private static final int MAX_VALUE = 200;

        private final TagList tags;
        private boolean hasWrongPolicy;
        private int flaws;

        Reader(TagList tags) {
            this.tags = tags;
            this.flaws = tags.flaws();
        }

        PolicyRecord read(String text) {
            Optional<Policy> p = policy("p");
            Optional<Policy> sp = policy("sp");
            Optional<Policy> np = policy("np");
            boolean strictDkim = word("adkim", Set.of("r", "s"), "r").equals("s");
            boolean strictSpf = word("aspf", Set.of("r", "s"), "r").equals("s");
            int pct = pct();
            String testing = word("t", Set.of("y", "n"), tags.get("t").isEmpty() && pct == 0 ? "y" : "n");
            List<ReportUri> rua = uris("rua");
            List<ReportUri> ruf = uris("ruf");
            String fo = fo();
            checkFormat();
            return new PolicyRecord(
                    text,
                    p,
                    sp,
                    np,
                    strictDkim,
                    strictSpf,
                    psd(),
                    testing.equals("y"),
                    fo,
                    pct,
                    rua,
                    ruf,
                    hasWrongPolicy,
                    flaws);
        }

        private Optional<Policy> policy(String name) {
            Optional<String> value = tags.get(name);
            Optional<Policy> policy = value.flatMap(Policy::of);
            if (value.isPresent() && policy.isEmpty()) {
                hasWrongPolicy = true;
                flaws++;
            }
            return policy;
        }

        private String word(String name, Set<String> words, String other) {
            Optional<String> value = tags.get(name).map(text -> text.toLowerCase(Locale.ROOT));
            if (value.isPresent() && !words.contains(value.get())) {
                flaws++;
                return other;
            }
            return value.orElse(other);
        }

        private Psd psd() {
            return Map.of("y", Psd.YES, "n", Psd.NO, "u", Psd.UNKNOWN)
                    .getOrDefault(word("psd", Set.of("y", "n", "u"), "u"), Psd.UNKNOWN);
        }

        private List<ReportUri> uris(String name) {
            Optional<ReportUri.Uris> uris = tags.get(name).map(ReportUri::parse);
            flaws += uris.map(ReportUri.Uris::flaws).orElse(0);
            return uris.map(ReportUri.Uris::uris).orElse(List.of());
        }

        private int pct() {
            return matching("pct", PCT).map(Integer::parseInt).orElse(100);
        }

        private String fo() {
            return matching("fo", FO).orElse("0");
        }

        private void checkFormat() {
            Optional<String> interval = matching("ri", RI);
            if (interval.isPresent() && Long.parseLong(interval.get()) > MAX_RI) {
                flaws++;
            }
            matching("rf", RF);
        }

        private Optional<String> matching(String name, Pattern form) {
            Optional<String> value = tags.get(name);
            Optional<String> plain = value.filter(text -> text.length() <= MAX_VALUE)
                    .map(text -> text.toLowerCase(Locale.ROOT).replaceAll("\\s*:\\s*", ":"))
                    .filter(text -> form.matcher(text).matches());
            if (value.isPresent() && plain.isEmpty()) {
                flaws++;
            }
            return plain;
        }
    }
}
