package org.postern.net;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsAnswer.Status;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/// Reads what a recursive server answered: follows the CNAMEs in it and tells records, no records and no name
/// apart (RFC 2308, 2).
final class Answers {
    private static final int MAX_CHAIN = 16;
    private static final long MAX_TTL_SECONDS = 86_400;

    /// What came out of one message.
    ///
    /// @param answer what it says
    /// @param isOpen whether it ends in a CNAME and says nothing of its target, which has to be asked for
    record Reading(DnsAnswer answer, boolean isOpen) {
        /// The same, to be kept for no longer than this.
        Reading within(Duration limit) {
            Duration ttl = answer.ttl().compareTo(limit) < 0 ? answer.ttl() : limit;
            return new Reading(
                    new DnsAnswer(
                            answer.status(),
                            answer.records(),
                            answer.secure(),
                            ttl,
                            answer.canonicalName(),
                            answer.authoritative()),
                    isOpen);
        }
    }

    private final Message message;
    private final int type;
    private final boolean secure;
    private final boolean authoritative;

    private Answers(Message message, DnsType type, boolean trustAd) {
        this.message = message;
        this.type = type.number();
        this.secure = trustAd && message.getHeader().getFlag(Flags.AD);
        this.authoritative = message.getHeader().getFlag(Flags.AA);
    }

    /// Reads the answer to a query for `name`. A code that says neither yes nor no is an exception.
    static Reading read(Message message, Name name, DnsType type, boolean trustAd) throws DnsException {
        return new Answers(message, type, trustAd).read(name);
    }

    private Reading read(Name name) throws DnsException {
        int rcode = message.getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            throw new DnsException(Rcode.string(rcode));
        }
        List<Record> answers = message.getSection(Section.ANSWER);
        Set<Name> seen = new HashSet<>(Set.of(name));
        Name current = name;
        long ttl = MAX_TTL_SECONDS;
        while (true) {
            List<Record> records = of(answers, current, type);
            if (!records.isEmpty()) {
                return found(records, current, ttl);
            }
            List<Record> aliases = of(answers, current, DnsType.CNAME.number());
            if (aliases.isEmpty() || !(aliases.getFirst() instanceof CNAMERecord alias)) {
                return absent(current, rcode, seen.size() > 1, ttl);
            }
            ttl = Math.min(ttl, alias.getTTL());
            current = alias.getTarget();
            if (!seen.add(current) || seen.size() > MAX_CHAIN) {
                throw new DnsException("a loop of CNAMEs, or more than " + MAX_CHAIN);
            }
        }
    }

    private static List<Record> of(List<Record> answers, Name name, int type) {
        return answers.stream()
                .filter(record -> record.getType() == type
                        && record.getDClass() == DClass.IN
                        && record.getName().equals(name))
                .toList();
    }

    private Reading found(List<Record> records, Name name, long ttl) {
        long least = records.stream().mapToLong(Record::getTTL).min().orElse(0);
        List<DnsRecord> ours = records.stream().map(Records::of).toList();
        return new Reading(answer(Status.FOUND, ours, name, Math.min(ttl, least)), false);
    }

    /// The time to live of an absence is in the SOA record (RFC 2308, 5); without one it is not kept.
    private Reading absent(Name name, int rcode, boolean afterAlias, long ttl) {
        long negative = message.getSection(Section.AUTHORITY).stream()
                .filter(SOARecord.class::isInstance)
                .map(SOARecord.class::cast)
                .mapToLong(soa -> Math.min(soa.getTTL(), soa.getMinimum()))
                .min()
                .orElse(-1);
        Status status = rcode == Rcode.NXDOMAIN ? Status.NO_NAME : Status.NO_DATA;
        boolean open = afterAlias && status == Status.NO_DATA && negative < 0;
        return new Reading(answer(status, List.of(), name, Math.min(ttl, Math.max(negative, 0))), open);
    }

    private DnsAnswer answer(Status status, List<DnsRecord> records, Name name, long ttl) {
        return new DnsAnswer(status, records, secure, Duration.ofSeconds(ttl), Names.text(name), authoritative);
    }
}
