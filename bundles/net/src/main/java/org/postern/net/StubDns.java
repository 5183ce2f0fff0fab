package org.postern.net;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsAnswer.Status;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsType;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;

/// A stub resolver: asks recursive servers, one after the other, and believes them. Blocks; safe for any
/// number of threads.
///
/// A validating resolver takes its place by standing on the same [Exchange].
final class StubDns implements Dns {
    /// Avoids fragments (DNS flag day 2020).
    private static final int EDNS_PAYLOAD = 1232;

    private static final int MAX_QUERIES = 1000;

    private final NameServers servers;
    private final ResolverOptions options;
    private final Exchange exchange;
    private final RandomGenerator random;
    private final Semaphore queries = new Semaphore(MAX_QUERIES);

    StubDns(NameServers servers, ResolverOptions options, Exchange exchange, RandomGenerator random) {
        this.servers = servers;
        this.options = options.orElse(servers);
        this.exchange = exchange;
        this.random = random;
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
        try {
            long wait = options.retrans().multipliedBy(options.retry()).toMillis();
            if (!queries.tryAcquire(wait, TimeUnit.MILLISECONDS)) {
                throw new DnsException("more than " + MAX_QUERIES + " queries wait for an answer");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new DnsException("interrupted");
        }
        try {
            return askServers(name, type);
        } finally {
            queries.release();
        }
    }

    /// Each server in turn, as often as the options say; a second round only if one of them was silent in the
    /// first.
    private Answers.Reading askServers(Name name, DnsType type) throws DnsException {
        String failure = "no answer";
        boolean silent = true;
        for (int round = 0; round < options.retry() && silent; round++) {
            silent = false;
            for (InetSocketAddress server : servers.addresses()) {
                try {
                    return Answers.read(askServer(server, name, type), name, type, options.trustAd());
                } catch (DnsException e) {
                    failure = server(server) + ": " + e.getMessage();
                } catch (IOException e) {
                    silent = true;
                    failure = server(server) + ": " + reason(e);
                    stopIfInterrupted(e);
                }
            }
        }
        throw new DnsException(failure);
    }

    private static String server(InetSocketAddress server) {
        return server.getAddress().getHostAddress() + "#" + server.getPort();
    }

    private static String reason(IOException e) {
        return e instanceof SocketTimeoutException ? "timed out" : String.valueOf(e.getMessage());
    }

    private static void stopIfInterrupted(IOException e) throws DnsException {
        boolean isStop = e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException);
        if (isStop || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt();
            throw new DnsException("interrupted");
        }
    }

    /// A server that does not know EDNS is asked again without it (RFC 6891, 7).
    private Message askServer(InetSocketAddress server, Name name, DnsType type) throws IOException {
        Message answer = exchange.ask(server, message(name, type, options.edns()), options.retrans());
        int rcode = answer.getRcode();
        if (options.edns() && (rcode == Rcode.FORMERR || rcode == Rcode.NOTIMP)) {
            return exchange.ask(server, message(name, type, false), options.retrans());
        }
        return answer;
    }

    private Message message(Name name, DnsType type, boolean edns) {
        Message query = new Message(random.nextInt(1 << 16));
        query.getHeader().setFlag(Flags.RD);
        if (options.trustAd()) {
            query.getHeader().setFlag(Flags.AD);
        }
        query.addRecord(Record.newRecord(name, type.number(), DClass.IN), org.xbill.DNS.Section.QUESTION);
        if (edns) {
            int flags = options.dnssecOk() ? ExtendedFlags.DO : 0;
            query.addRecord(new OPTRecord(EDNS_PAYLOAD, 0, 0, flags), org.xbill.DNS.Section.ADDITIONAL);
        }
        return query;
    }
}
