package org.postern.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.postern.api.dns.DnsException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.dnssec.ValidatingResolver;

/// Validates what recursive servers say (RFC 4035): an answer is proven, and has the AD bit; or provably
/// nobody can vouch for it; or there is none. Blocks; safe for any number of threads.
///
/// The library does the validation. It does not do all that an enemy makes necessary, which is done here:
/// answers are [Tidied] before it sees them; a query of its own that fails makes the validation fail, which
/// it takes for an answer without a proof; and a [Validation] bounds the work.
final class Validator implements Recursion {
    /// How many signatures of one RRset are tried, and how many DS records of a zone do not fit
    /// (CVE-2023-50387).
    private static final String MAX_SIGNATURES = "8";

    private static final String MAX_DS_FAILURES = "4";

    private final RecursiveServers servers;
    private final Dnssec dnssec;
    private final ValidatingResolver resolver;

    Validator(RecursiveServers servers, Dnssec dnssec, Clock clock) {
        this(servers, dnssec, clock, new Properties());
    }

    /// @param more settings of the library
    Validator(RecursiveServers servers, Dnssec dnssec, Clock clock, Properties more) {
        this.servers = servers;
        this.dnssec = dnssec;
        this.resolver = new ValidatingResolver(new UnvalidatedResolver(), clock);
        try {
            resolver.init(properties(more));
            resolver.loadTrustAnchors(new ByteArrayInputStream(dnssec.anchors().text()));
        } catch (IOException e) {
            throw new IllegalStateException("trust anchors that have been read before", e);
        }
    }

    private Properties properties(Properties more) {
        Properties properties = new Properties();
        properties.putAll(more);
        properties.setProperty("dnsjava.dnssec.max_validate_rrsigs", MAX_SIGNATURES);
        properties.setProperty("dnsjava.dnssec.max_ds_match_failures", MAX_DS_FAILURES);
        properties.setProperty("dnsjava.dnssec.nsec3.iterations.1024", String.valueOf(dnssec.maxIterations()));
        return properties;
    }

    @Override
    public Message ask(Name name, int type) throws DnsException {
        if (!dnssec.anchors().problem().isEmpty()) {
            throw new DnsException(
                    "dnssec_trust_anchor_file: " + dnssec.anchors().problem());
        }
        Validation validation = new Validation(servers, dnssec);
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        Message answer = await(
                resolver.sendAsync(query, validation).toCompletableFuture().orTimeout(timeout(), TimeUnit.MILLISECONDS),
                validation);
        if (validation.failure().isPresent()) {
            throw new DnsException("DNSSEC: " + validation.failure().get());
        }
        if (answer.getRcode() != Rcode.NOERROR && answer.getRcode() != Rcode.NXDOMAIN) {
            throw new DnsException("DNSSEC: bogus: " + shortened(reason(answer)));
        }
        if (!answer.getHeader().getFlag(Flags.AD) && !isKnownInsecure(answer)) {
            throw new DnsException("DNSSEC: the answer could not be validated");
        }
        return answer;
    }

    private long timeout() {
        return dnssec.timeout().toMillis();
    }

    private Message await(CompletableFuture<Message> future, Validation validation) throws DnsException {
        try {
            return future.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new DnsException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new DnsException("DNSSEC: no validated answer within " + dnssec.timeout());
            }
            throw new DnsException(
                    validation.failure().map(text -> "DNSSEC: " + text).orElse("DNSSEC: " + e.getCause()));
        }
    }

    /// Of an answer that is not proven the library says why it need not be, but where an NSEC3 record opts
    /// out. Where it says nothing it has given up.
    private static boolean isKnownInsecure(Message answer) {
        return !reason(answer).isEmpty()
                || answer.getSection(Section.AUTHORITY).stream()
                        .anyMatch(record -> record instanceof NSEC3Record proof
                                && (proof.getFlags() & NSEC3Record.Flags.OPT_OUT) != 0);
    }

    /// Without the records, which are whoever's, and long.
    private static String shortened(String reason) {
        int records = reason.indexOf(": {");
        return records < 0 ? reason : reason.substring(0, records);
    }

    private static String reason(Message answer) {
        return answer.getSection(Section.ADDITIONAL).stream()
                .filter(record -> record.getDClass() == ValidatingResolver.VALIDATION_REASON_QCLASS)
                .filter(TXTRecord.class::isInstance)
                .flatMap(record -> ((TXTRecord) record).getStrings().stream())
                .collect(Collectors.joining());
    }
}
