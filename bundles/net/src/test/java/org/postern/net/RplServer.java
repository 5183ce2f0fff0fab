package org.postern.net;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A recursive server that does not validate, in front of the servers of a scenario: it knows who is to be
/// asked, and follows CNAMEs. Used by one validation at a time.
final class RplServer implements Exchange {
    private static final int MAX_CHAIN = 12;

    private final RplScenario scenario;
    private volatile int step;

    RplServer(RplScenario scenario) {
        this.scenario = scenario;
    }

    void at(int number) {
        step = number;
    }

    @Override
    public Message ask(InetSocketAddress server, Message query, Duration limit) {
        Record question = query.getQuestion();
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RD);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(question, Section.QUESTION);
        Name name = question.getName();
        for (int i = 0; i < MAX_CHAIN; i++) {
            Optional<Message> found = answer(name, question.getType());
            if (found.isEmpty()) {
                answer.getHeader().setRcode(Rcode.SERVFAIL);
                return answer;
            }
            add(found.get(), answer);
            Name target = end(answer, question.getName(), question.getType());
            if (target.equals(name)) {
                return answer;
            }
            name = target;
        }
        answer.getHeader().setRcode(Rcode.SERVFAIL);
        return answer;
    }

    private static void add(Message found, Message answer) {
        answer.getHeader().setRcode(found.getRcode());
        for (int section : List.of(Section.ANSWER, Section.AUTHORITY)) {
            found.getSection(section).forEach(record -> {
                if (!answer.findRecord(record, section)) {
                    answer.addRecord(record, section);
                }
            });
        }
    }

    /// The name at the end of the CNAMEs, if there are no records of the type there yet.
    private static Name end(Message answer, Name asked, int type) {
        Name name = asked;
        for (int i = 0; i < MAX_CHAIN && type != Type.CNAME; i++) {
            Name current = name;
            Optional<Name> target = answer.getSection(Section.ANSWER).stream()
                    .filter(record ->
                            record instanceof CNAMERecord && record.getName().equals(current))
                    .map(record -> ((CNAMERecord) record).getTarget())
                    .findFirst();
            if (target.isEmpty()) {
                return name;
            }
            name = target.get();
        }
        return name;
    }

    /// The answer of the server whose zone the name is in: of several, the last that is no referral.
    private Optional<Message> answer(Name name, int type) {
        List<Message> found = scenario.answers().stream()
                .filter(answer -> answer.isFor(step, name, type))
                .map(RplScenario.Answer::message)
                .toList();
        Optional<Message> direct =
                found.stream().filter(message -> !isReferral(message)).reduce((_, later) -> later);
        if (direct.isPresent()) {
            return direct;
        }
        return (type == Type.DS ? delegation(name) : Optional.<Message>empty()).or(() -> below(name));
    }

    /// What is answered for a name and all below it.
    private Optional<Message> below(Name name) {
        return scenario.answers().stream()
                .filter(answer -> step >= answer.first() && step <= answer.last())
                .filter(answer -> answer.match().contains("subdomain"))
                .map(RplScenario.Answer::message)
                .filter(message -> name.subdomain(message.getQuestion().getName()) && !isReferral(message))
                .reduce((_, later) -> later);
    }

    /// What the referrals to a zone say of its DS records.
    private Optional<Message> delegation(Name zone) {
        return scenario.answers().stream()
                .filter(answer -> step >= answer.first() && step <= answer.last())
                .map(RplScenario.Answer::message)
                .filter(RplServer::isReferral)
                .filter(message -> message.getSection(Section.AUTHORITY).stream()
                        .anyMatch(record ->
                                record.getType() == Type.NS && record.getName().equals(zone)))
                .map(message -> ofReferral(message, zone))
                .reduce((_, later) -> later);
    }

    private static Message ofReferral(Message referral, Name zone) {
        Message message = new Message();
        for (Record record : referral.getSection(Section.AUTHORITY)) {
            int covered = record instanceof RRSIGRecord signature ? signature.getTypeCovered() : record.getType();
            if (covered == Type.DS && record.getName().equals(zone)) {
                message.addRecord(record, Section.ANSWER);
            } else if (covered != Type.NS) {
                message.addRecord(record, Section.AUTHORITY);
            }
        }
        return message;
    }

    private static boolean isReferral(Message message) {
        return message.getSection(Section.ANSWER).isEmpty()
                && message.getRcode() == Rcode.NOERROR
                && message.getSection(Section.AUTHORITY).stream().anyMatch(record -> record.getType() == Type.NS)
                && message.getSection(Section.AUTHORITY).stream().noneMatch(record -> record.getType() == Type.SOA);
    }
}
