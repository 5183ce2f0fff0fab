package org.postern.mtasts;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.net.TlsFault;

/// Finds the policies of domains (RFC 8461, 3 and 5.1): in the cache, or else at the domain. Safe for any
/// number of threads.
///
/// A policy in the cache is in force until its time is over, whatever becomes of DNS and web server in the
/// meantime; only another policy takes its place. It is fetched again, without anybody waiting, when the id
/// in the DNS is another or half of its time is over. Without one in the cache, the first delivery to a
/// domain whose DNS promises a policy waits for it, within the time limit; if it cannot be had, mail goes as
/// if there were none, as the RFC says (5), and nobody asks again for five minutes.
final class PolicyDiscovery {
    private static final String LABEL = "_mta-sts.";
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final Dns dns;
    private final PolicyCache cache;
    private final PolicySource source;
    private final Supplier<Duration> limit;
    private final FetchFaults faults;
    private final InstantSource clock;
    private final Flights flights = new Flights();
    private final RecentFailures failures = new RecentFailures();
    private final KnownDomains known = new KnownDomains();

    /// Where policies are fetched.
    @FunctionalInterface
    interface PolicySource {
        /// The policy of `domain` as it is now. Blocks within the time limit.
        StsPolicy fetch(String domain) throws StsException;
    }

    /// Hears of policies that could not be had.
    @FunctionalInterface
    interface FetchFaults {
        /// A fetch of the policy of `domain` has failed now.
        void failed(String domain, StsException cause);
    }

    PolicyDiscovery(
            Dns dns,
            PolicyCache cache,
            PolicySource source,
            Supplier<Duration> limit,
            FetchFaults faults,
            InstantSource clock) {
        this.dns = dns;
        this.cache = cache;
        this.source = source;
        this.limit = limit;
        this.faults = faults;
        this.clock = clock;
    }

    /// What the DNS says of a policy.
    sealed interface Promise {
        /// There is one.
        ///
        /// @param id which changes with it
        record Made(String id) implements Promise {}

        /// There is no record, or none that is right.
        record None() implements Promise {}

        /// It cannot be known now.
        ///
        /// @param reason in words
        record Unknown(String reason) implements Promise {}
    }

    /// The policy of `domain` that is in force, which may be one that says that there is none. The
    /// exception means that it cannot be known now.
    Optional<CachedPolicy> find(String domain) throws IOException {
        Optional<CachedPolicy> found = findNow(domain);
        if (found.isPresent()) {
            known.used(domain, clock.instant());
        }
        return found;
    }

    /// Looks after the policies of all domains to which mail was sent of late: begins to fetch those that are
    /// old or whose id has changed. Asks the DNS for each, one after the other.
    void refresh() throws IOException {
        Instant now = clock.instant();
        for (String domain : known.all(now)) {
            Optional<CachedPolicy> cached = cache.find(domain, now);
            if (cached.isPresent() && promise(domain) instanceof Promise.Made(String id)) {
                kept(domain, cached.get(), id, now);
            }
        }
    }

    private Optional<CachedPolicy> findNow(String domain) throws IOException {
        Instant now = clock.instant();
        Optional<CachedPolicy> cached = cache.find(domain, now);
        Promise promise = promise(domain);
        if (promise instanceof Promise.Made(String id)) {
            return cached.isPresent() ? Optional.of(kept(domain, cached.get(), id, now)) : first(domain, id, now);
        }
        return cached;
    }

    /// What is in the cache, as it is.
    Optional<CachedPolicy> cached(String domain) throws IOException {
        return cache.find(domain, clock.instant());
    }

    /// What the DNS says now.
    Promise promise(String domain) {
        try {
            List<String> texts = dns.query(LABEL + domain, DnsType.TXT)
                    .records(DnsRecord.Txt.class)
                    .map(DnsRecord.Txt::text)
                    .toList();
            return StsRecord.of(texts)
                    .<Promise>map(record -> new Promise.Made(record.id()))
                    .orElseGet(Promise.None::new);
        } catch (DnsException e) {
            return new Promise.Unknown(String.valueOf(e.getMessage()));
        }
    }

    private CachedPolicy kept(String domain, CachedPolicy cached, String id, Instant now) {
        if (!isFresh(cached, id, now) && failures.of(domain, now).isEmpty()) {
            flights.begin(domain, () -> fetched(domain, id));
        }
        return cached;
    }

    private static boolean isFresh(CachedPolicy policy, String id, Instant now) {
        return policy.id().equals(id) && !policy.isOld(now);
    }

    private Optional<CachedPolicy> first(String domain, String id, Instant now) {
        if (failures.of(domain, now).isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(fetchNow(domain, id));
        } catch (StsException _) {
            return Optional.empty(); // remembered and told by the fetch
        }
    }

    /// Fetches the policy, or waits for who does.
    CachedPolicy fetchNow(String domain, String id) throws StsException {
        return flights.await(domain, () -> fetched(domain, id), limit.get().plus(MARGIN));
    }

    /// Somebody else may have fetched it since it was found to be missing.
    private CachedPolicy fetched(String domain, String id) throws StsException {
        Optional<StsException> failure = failures.of(domain, clock.instant());
        if (failure.isPresent()) {
            throw failure.get();
        }
        try {
            Optional<CachedPolicy> fresh = cached(domain).filter(policy -> isFresh(policy, id, clock.instant()));
            if (fresh.isPresent()) {
                return fresh.get();
            }
            StsPolicy policy = source.fetch(domain);
            failures.remove(domain);
            return cache.keep(domain, id, policy, clock.instant());
        } catch (StsException e) {
            throw noted(domain, e);
        } catch (IOException | RuntimeException e) { // whatever it is, it must not be tried all the time
            throw noted(domain, new StsException(TlsFault.STS_POLICY_FETCH_ERROR, "cannot keep it: " + e.getMessage()));
        }
    }

    private StsException noted(String domain, StsException cause) {
        failures.add(domain, cause, clock.instant());
        faults.failed(domain, cause);
        return cause;
    }

    /// Ends what is under way.
    void close() {
        flights.close();
    }
}
