package org.postern.net;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DNAMERecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// An answer without what can only mislead the one who validates it: signatures by a zone that the records
/// cannot be in, and records about other names. An unsigned zone of somebody else, named there, would make
/// an answer of a signed zone pass for one that need not be proven.
final class Tidied {
    private static final int MAX_CHAIN = 16;

    /// The name that was asked for, and those that it is an alias of.
    private final Set<Name> chain = new HashSet<>();

    private final int type;
    private Name last;

    private Tidied(Name name, int type) {
        this.type = type;
        this.last = name;
        chain.add(name);
    }

    /// `answer`, to a query for `name`, tidied. The additional section is left out, but for EDNS.
    static Message of(Message answer, Name name, int type) {
        Tidied tidied = new Tidied(name, type);
        tidied.follow(answer.getSection(Section.ANSWER));
        Message tidy = new Message(answer.getHeader().getID());
        tidy.getHeader().setRcode(answer.getHeader().getRcode());
        for (int flag = 0; flag < 16; flag++) {
            if (org.xbill.DNS.Flags.isFlag(flag) && answer.getHeader().getFlag(flag)) {
                tidy.getHeader().setFlag(flag);
            }
        }
        tidy.addRecord(answer.getQuestion() == null ? question(name, type) : answer.getQuestion(), Section.QUESTION);
        add(tidied.answers(answer.getSection(Section.ANSWER)), Section.ANSWER, tidy);
        add(tidied.authorities(answer.getSection(Section.AUTHORITY)), Section.AUTHORITY, tidy);
        if (tidy.getSection(Section.ANSWER).isEmpty()
                && tidy.getSection(Section.AUTHORITY).isEmpty()) {
            tidy.addRecord(unsigned(name), Section.AUTHORITY);
        }
        if (answer.getOPT() != null) {
            tidy.addRecord(answer.getOPT(), Section.ADDITIONAL);
        }
        return tidy;
    }

    /// What stands for an absence of which nothing tells: many servers of unsigned zones leave the SOA record
    /// out. In a signed zone it is no proof. It must not be kept.
    private static Record unsigned(Name name) {
        return new SOARecord(name, org.xbill.DNS.DClass.IN, 0, name, name, 0, 0, 0, 0, 0);
    }

    private static Record question(Name name, int type) {
        return Record.newRecord(name, type, org.xbill.DNS.DClass.IN);
    }

    private static void add(List<Record> records, int section, Message message) {
        records.forEach(record -> message.addRecord(record, section));
    }

    private void follow(List<Record> answers) {
        if (type == Type.CNAME) {
            return;
        }
        boolean grows = true;
        while (grows && chain.size() <= MAX_CHAIN) {
            grows = false;
            for (Record record : answers) {
                Name target = target(record);
                if (!target.equals(last) && chain.add(target)) {
                    last = target;
                    grows = true;
                }
            }
        }
    }

    /// Where an alias leads from the last name of the chain; that name itself if it is none.
    private Name target(Record record) {
        try {
            return switch (record) {
                case CNAMERecord cname when cname.getName().equals(last) -> cname.getTarget();
                case DNAMERecord dname
                when last.subdomain(dname.getName()) && !last.equals(dname.getName()) -> last.fromDNAME(dname);
                default -> last;
            };
        } catch (NameTooLongException _) {
            return last;
        }
    }

    private List<Record> answers(List<Record> records) {
        return records.stream().filter(Tidied::isInTree).toList();
    }

    /// Of the authority section, what tells of the last name of the chain, and the proofs of any of them.
    private List<Record> authorities(List<Record> records) {
        List<Record> kept = new ArrayList<>();
        for (Record record : records) {
            boolean aboutLast = switch (covered(record)) {
                case Type.NSEC, Type.NSEC3 -> isProof(record, records);
                default -> last.subdomain(record.getName());
            };
            if (aboutLast && isInTree(record)) {
                kept.add(record);
            }
        }
        return kept;
    }

    private static int covered(Record record) {
        return record instanceof RRSIGRecord signature ? signature.getTypeCovered() : record.getType();
    }

    /// Whether a zone above one of the names has signed it.
    private boolean isProof(Record record, List<Record> records) {
        return records.stream()
                .filter(RRSIGRecord.class::isInstance)
                .map(RRSIGRecord.class::cast)
                .filter(signature -> signature.getName().equals(record.getName())
                        && signature.getTypeCovered() == covered(record)
                        && isInTree(signature))
                .anyMatch(signature -> chain.stream().anyMatch(name -> name.subdomain(signature.getSigner())));
    }

    /// Only a zone that has a name in it can sign its records (RFC 4035, 5.3.1).
    private static boolean isInTree(Record record) {
        return !(record instanceof RRSIGRecord signature) || signature.getName().subdomain(signature.getSigner());
    }
}
