package org.postern.net;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsAnswer.Status;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsType;
import org.postern.api.dns.Patience;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Section;

/// A stub resolver: asks recursive servers, and believes them, or validates what they say if there are trust
/// anchors. Blocks; safe for any number of threads.
final class StubDns implements Dns {
    private final NameServers servers;
    private final ResolverOptions options;
    private final Clock clock;
    private final RecursiveServers recursive;
    private final Recursion recursion;

    StubDns(NameServers servers, ResolverOptions options, Exchange exchange, RandomGenerator random) {
        this(
                servers,
                options.orElse(servers),
                new RecursiveServers(servers, options.orElse(servers), exchange, random));
    }

    private StubDns(NameServers servers, ResolverOptions options, RecursiveServers recursive) {
        this.servers = servers;
        this.clock = Clock.systemUTC();
        this.options = options;
        this.recursive = recursive;
        this.recursion = options.dnssec()
                .<Recursion>map(dnssec -> new Validator(recursive, dnssec, clock))
                .orElse(recursive);
    }

    @Override
    public List<String> searchDomains() {
        return servers.search();
    }

    @Override
    public DnsAnswer query(String name, DnsType type) throws DnsException {
        Optional<Name> parsed = Names.parse(name);
        if (parsed.isEmpty()) {
            return new DnsAnswer(Status.NO_NAME, List.of(), false, Duration.ZERO, Names.key(name));
        }
        try {
            return follow(parsed.get(), type);
        } catch (DnsException e) {
            throw new DnsException(name + " (" + type + "): " + e.getMessage());
        }
    }

    @Override
    public DnsAnswer query(String name, DnsType type, Patience patience) throws DnsException {
        ResolverOptions patient = options.with(patience);
        return patient.equals(options)
                ? query(name, type)
                : new StubDns(servers, patient, recursive.with(patient)).query(name, type);
    }

    /// A server should follow CNAMEs itself; where one has not, the target is asked for.
    private DnsAnswer follow(Name name, DnsType type) throws DnsException {
        Answers.Reading reading = ask(name, type);
        boolean secure = reading.answer().secure();
        Duration ttl = reading.answer().ttl();
        for (int i = 0; reading.isOpen(); i++) {
            if (i == options.cnameLoops()) {
                throw new DnsException("the server does not follow the CNAME to "
                        + reading.answer().canonicalName());
            }
            reading = ask(target(reading.answer()), type);
            secure &= reading.answer().secure();
        }
        DnsAnswer last = reading.answer();
        ttl = last.ttl().compareTo(ttl) < 0 ? last.ttl() : ttl;
        return new DnsAnswer(last.status(), last.records(), secure, ttl, last.canonicalName(), last.authoritative());
    }

    private static Name target(DnsAnswer open) throws DnsException {
        return Names.parse(open.canonicalName())
                .orElseThrow(() -> new DnsException("a CNAME to " + open.canonicalName()));
    }

    private Answers.Reading ask(Name name, DnsType type) throws DnsException {
        Message message = recursion.ask(name, type.number());
        Answers.Reading reading = Answers.read(message, name, type, options.believesAd());
        return options.dnssec().isPresent() ? reading.within(lifetime(message)) : reading;
    }

    /// How long the signatures let an answer be kept, whatever it says itself (RFC 4035, 5.3.3).
    private Duration lifetime(Message message) {
        Instant now = clock.instant();
        return Stream.of(Section.ANSWER, Section.AUTHORITY)
                .flatMap(section -> message.getSection(section).stream())
                .filter(RRSIGRecord.class::isInstance)
                .map(RRSIGRecord.class::cast)
                .map(signature -> Duration.ofSeconds(Math.clamp(
                        Duration.between(now, signature.getExpire()).toSeconds(), 0, signature.getOrigTTL())))
                .min(Duration::compareTo)
                .orElse(Duration.ofDays(1));
    }
}
