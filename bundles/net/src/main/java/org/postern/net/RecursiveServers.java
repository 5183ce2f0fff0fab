package org.postern.net;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.postern.api.dns.DnsException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/// Asks recursive servers, one after the other, and takes what the first of them knows. Blocks; safe for any
/// number of threads.
final class RecursiveServers implements Recursion {
    /// Avoids fragments (DNS flag day 2020).
    private static final int EDNS_PAYLOAD = 1232;

    private static final int MAX_QUERIES = 1000;

    private final NameServers servers;
    private final ResolverOptions options;
    private final Exchange exchange;
    private final RandomGenerator random;
    private final Semaphore queries;

    /// @param options that leave nothing to resolv.conf
    RecursiveServers(NameServers servers, ResolverOptions options, Exchange exchange, RandomGenerator random) {
        this(servers, options, exchange, random, new Semaphore(MAX_QUERIES));
    }

    private RecursiveServers(
            NameServers servers,
            ResolverOptions options,
            Exchange exchange,
            RandomGenerator random,
            Semaphore queries) {
        this.servers = servers;
        this.options = options;
        this.exchange = exchange;
        this.random = random;
        this.queries = queries;
    }

    /// The same servers with other options, and one limit of queries for both.
    RecursiveServers with(ResolverOptions other) {
        return new RecursiveServers(servers, other, exchange, random, queries);
    }

    @Override
    public Message ask(Name name, int type) throws DnsException {
        return ask(name, type, options.retrans());
    }

    /// The same with at most this patience for one attempt.
    Message ask(Name name, int type, Duration limit) throws DnsException {
        try {
            long wait = limit.multipliedBy(options.retry()).toMillis();
            if (!queries.tryAcquire(wait, TimeUnit.MILLISECONDS)) {
                throw new DnsException("more than " + MAX_QUERIES + " queries wait for an answer");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new DnsException("interrupted");
        }
        try {
            return askServers(name, type, limit);
        } finally {
            queries.release();
        }
    }

    /// Each server in turn, as often as the options say; a second round only if one of them was silent in the
    /// first.
    private Message askServers(Name name, int type, Duration limit) throws DnsException {
        String failure = "no answer";
        boolean silent = true;
        for (int round = 0; round < options.retry() && silent; round++) {
            silent = false;
            for (InetSocketAddress server : servers.addresses()) {
                try {
                    Message answer = askServer(server, name, type, limit);
                    if (answer.getRcode() == Rcode.NOERROR || answer.getRcode() == Rcode.NXDOMAIN) {
                        return answer;
                    }
                    failure = server(server) + ": " + Rcode.string(answer.getRcode());
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
    private Message askServer(InetSocketAddress server, Name name, int type, Duration limit) throws IOException {
        Message answer = exchange.ask(server, message(name, type, options.edns()), limit);
        int rcode = answer.getRcode();
        if (options.edns() && (rcode == Rcode.FORMERR || rcode == Rcode.NOTIMP)) {
            return exchange.ask(server, message(name, type, false), limit);
        }
        return answer;
    }

    private Message message(Name name, int type, boolean edns) {
        Message query = new Message(random.nextInt(1 << 16));
        query.getHeader().setFlag(Flags.RD);
        if (options.dnssec().isPresent()) {
            query.getHeader().setFlag(Flags.CD);
        } else if (options.trustAd()) {
            query.getHeader().setFlag(Flags.AD);
        }
        query.addRecord(Record.newRecord(name, type, DClass.IN), Section.QUESTION);
        if (edns) {
            int flags = options.wantsDnssec() ? ExtendedFlags.DO : 0;
            query.addRecord(new OPTRecord(EDNS_PAYLOAD, 0, 0, flags), Section.ADDITIONAL);
        }
        return query;
    }
}
