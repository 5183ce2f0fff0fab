package org.postern.mtasts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.mail.Host;
import org.postern.api.net.IpText;
import org.postern.api.net.TlsAttempt;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsPolicy;

/// What came of TLS in some sessions that are alike (RFC 8460, 4.2 and 4.3).
///
/// @param policy what was to hold
/// @param failure what was wrong; empty if nothing was
record Observation(ReportedPolicy policy, Optional<Failure> failure) {
    private static final int MAX_TEXT = 200;
    private static final int FIELDS = 10;
    private static final int MAX_DIGITS = 15;
    private static final String STS = "sts";
    private static final String REPORT_FIELD = "TLS-Report-Domain";

    /// The longest line that is kept.
    static final int MAX_LINE = 4 * ReportedPolicy.MAX_TEXT;

    /// What was wrong, and where.
    ///
    /// @param type the result type, in the RFC's words
    /// @param sendingIp our address, or the empty string
    /// @param host the name of the MX host, or the empty string
    /// @param receivingIp its address, or the empty string
    /// @param reason the fault in words, or the empty string
    record Failure(String type, String sendingIp, String host, String receivingIp, String reason) {
        /// The same without where and why.
        Failure alone() {
            return new Failure(type, "", "", "", "");
        }
    }

    /// Observations that were counted.
    ///
    /// @param count how often
    /// @param observation what
    record Counted(long count, Observation observation) {}

    /// What the store keeps of observations: those that are alike are one line.
    static List<String> lines(List<Observation> observations) {
        Map<Observation, Long> counts = new LinkedHashMap<>();
        observations.forEach(observation -> counts.merge(observation, 1L, Long::sum));
        return counts.entrySet().stream()
                .map(counted -> counted.getKey().line(counted.getValue()))
                .toList();
    }

    /// What came of a session; empty for a host that belongs to no domain.
    static Optional<Observation> of(TlsAttempt attempt) {
        Optional<TlsPolicy.Published> published = attempt.policy().published();
        return domain(attempt, published)
                .map(domain -> new Observation(
                        published
                                .map(found -> ReportedPolicy.of(found, domain))
                                .orElseGet(() -> ReportedPolicy.none(domain)),
                        fault(attempt, published).map(fault -> failure(attempt, fault))));
    }

    private static Optional<String> domain(TlsAttempt attempt, Optional<TlsPolicy.Published> published) {
        String smartHost = attempt.host().smartHost();
        String other = smartHost.isEmpty() ? attempt.domain() : smartHost;
        return DomainNames.of(published
                .filter(found -> found.type().equals(STS))
                .map(TlsPolicy.Published::domain)
                .orElse(other));
    }

    /// Without a policy any certificate will do. A host that a policy does not permit is a fault, even where
    /// the policy is only tried.
    private static Optional<Fault> fault(TlsAttempt attempt, Optional<TlsPolicy.Published> published) {
        if (published.isPresent() && !isPermitted(attempt.host(), published.get())) {
            return Optional.of(Fault.OF_HOST);
        }
        boolean counts = published.isPresent() || attempt.agreed().isEmpty();
        return attempt.fault().filter(_ -> counts).map(fault -> new Fault(fault, attempt.detail()));
    }

    private static boolean isPermitted(Host host, TlsPolicy.Published published) {
        return !published.type().equals(STS)
                || DomainNames.of(host.givenName())
                        .filter(name -> published.hosts().stream().anyMatch(mx -> StsPolicy.matches(mx, name)))
                        .isPresent();
    }

    private record Fault(TlsFault fault, String reason) {
        static final Fault OF_HOST = new Fault(TlsFault.VALIDATION_FAILURE, "host not in the MTA-STS policy");
    }

    private static Failure failure(TlsAttempt attempt, Fault fault) {
        return new Failure(
                fault.fault().word(),
                attempt.from().map(IpText::of).orElse(""),
                Printable.of(attempt.host().name(), MAX_TEXT),
                attempt.host().address().map(IpText::of).orElse(""),
                Printable.of(fault.reason(), MAX_TEXT));
    }

    /// A policy of `domain` could not be had.
    static Observation ofFetch(String domain, StsException cause) {
        return new Observation(
                new ReportedPolicy(STS, domain, List.of(), List.of()),
                Optional.of(new Failure(cause.fault().word(), "", "", "", Printable.of(cause.reason(), MAX_TEXT))));
    }

    /// A host was not used because the policy does not permit it.
    static Observation ofHost(TlsPolicy.Published published, Host host) {
        String address = host.address().map(IpText::of).orElse("");
        return new Observation(
                ReportedPolicy.of(published, published.domain()),
                Optional.of(new Failure(
                        Fault.OF_HOST.fault().word(),
                        "",
                        Printable.of(host.name(), MAX_TEXT),
                        address,
                        Fault.OF_HOST.reason())));
    }

    /// Whether sessions in `context` are counted: not those for reports themselves (RFC 8460, 3).
    static boolean isCounted(Context context) {
        return context.message().stream()
                .flatMap(message -> message.headers().stream())
                .noneMatch(field -> field.is(REPORT_FIELD));
    }

    /// One line of text, for `count` sessions.
    String line(long count) {
        Failure failed = failure.orElse(new Failure("", "", "", "", ""));
        return String.join(
                "\t",
                Long.toString(count),
                policy.type(),
                policy.domain(),
                ReportedPolicy.joined(policy.text()),
                ReportedPolicy.joined(policy.mx()),
                failed.type(),
                failed.sendingIp(),
                failed.host(),
                failed.receivingIp(),
                failed.reason());
    }

    /// Reads [#line]; empty if it is something else.
    static Optional<Counted> parse(String line) {
        String[] fields = line.split("\t", -1);
        boolean isOne = fields.length == FIELDS
                && fields[0].length() <= MAX_DIGITS
                && fields[0].matches("[0-9]+")
                && DomainNames.of(fields[2]).isPresent();
        if (!isOne) {
            return Optional.empty();
        }
        ReportedPolicy policy = new ReportedPolicy(
                fields[1], fields[2], ReportedPolicy.split(fields[3]), ReportedPolicy.split(fields[4]));
        Optional<Failure> failure = fields[5].isEmpty()
                ? Optional.empty()
                : Optional.of(new Failure(fields[5], fields[6], fields[7], fields[8], fields[9]));
        return Optional.of(new Counted(Long.parseLong(fields[0]), new Observation(policy, failure)));
    }
}
