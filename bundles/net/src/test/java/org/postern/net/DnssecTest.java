package org.postern.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsAnswer.Status;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsType;
import org.postern.testkit.SignedDns;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Answers that are validated here, and what somebody between us and the servers can make of them.
class DnssecTest {
    private SignedDns zones;
    private final List<Message> queries = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws IOException {
        zones = SignedDns.start()
                .zone("test.", true)
                .zone("signed.test.", true)
                .zone("plain.test.", false)
                .zone("enemy.test.", false)
                .records("mx.signed.test. A 192.0.2.1")
                .records("alias.signed.test. CNAME mx.signed.test.")
                .records("out.signed.test. CNAME mx.plain.test.")
                .records("mx.plain.test. A 192.0.2.2")
                .records("in.plain.test. CNAME mx.signed.test.")
                .records("_25._tcp.mx.signed.test. TLSA 3 1 1 " + "ab".repeat(32));
    }

    @AfterEach
    void stop() throws IOException {
        zones.close();
    }

    private static NameServers servers(SignedDns zones) {
        return new NameServers(List.of(zones.address()), Duration.ofSeconds(5), 1);
    }

    private ResolverOptions options(String anchor, int maxQueries) throws IOException {
        Dnssec dnssec = new Dnssec(TrustAnchors.of(anchor), Duration.ofSeconds(20), maxQueries, 50);
        return new ResolverOptions(Duration.ZERO, 0, true, -1, false, 1, Optional.of(dnssec));
    }

    private Dns overNetwork() throws IOException {
        return new StubDns(servers(zones), options(zones.anchor(), 64), new SocketExchange(), new Random(1));
    }

    /// With somebody on the way who changes answers.
    private Dns through(UnaryOperator<Message> enemy) throws IOException {
        return through(enemy, 64);
    }

    private Dns through(UnaryOperator<Message> enemy, int maxQueries) throws IOException {
        Exchange exchange = (InetSocketAddress _, Message query, Duration _) -> {
            queries.add(query);
            return enemy.apply(zones.answer(query));
        };
        return new StubDns(servers(zones), options(zones.anchor(), maxQueries), exchange, new Random(1));
    }

    private static void assertNothingKnown(Dns dns, String name, DnsType type) {
        assertThatThrownBy(() -> dns.query(name, type))
                .isInstanceOf(DnsException.class)
                .hasMessageStartingWith(name + " (" + type + "): DNSSEC: ");
    }

    @Test
    void what_a_signed_zone_says_is_secure_its_absences_too() throws Exception {
        Dns dns = overNetwork();
        DnsAnswer found = dns.query("mx.signed.test", DnsType.A);
        assertThat(found.records()).hasToString("[Address[address=/192.0.2.1]]");
        assertThat(found.secure()).isTrue();
        DnsAnswer none = dns.query("mx.signed.test", DnsType.AAAA);
        assertThat(none.status()).isEqualTo(Status.NO_DATA);
        assertThat(none.secure()).isTrue();
        assertThat(dns.query("_25._tcp.mx.signed.test", DnsType.TLSA).secure()).isTrue();
        DnsAnswer alias = dns.query("alias.signed.test", DnsType.A);
        assertThat(alias.secure()).isTrue();
        assertThat(alias.canonicalName()).isEqualTo("mx.signed.test");
        assertThat(dns.query("alias.signed.test", DnsType.CNAME).secure()).isTrue();
    }

    @Test
    void what_an_unsigned_zone_says_is_believed_but_not_secure() throws Exception {
        Dns dns = overNetwork();
        DnsAnswer found = dns.query("mx.plain.test", DnsType.A);
        assertThat(found.found()).isTrue();
        assertThat(found.secure()).isFalse();
        DnsAnswer none = dns.query("mx.plain.test", DnsType.AAAA);
        assertThat(none.status()).isEqualTo(Status.NO_DATA);
        assertThat(none.secure()).isFalse();
        assertThat(dns.query("out.signed.test", DnsType.A).found()).isTrue();
        assertThat(dns.query("out.signed.test", DnsType.A).secure()).isFalse();
        assertThat(dns.query("in.plain.test", DnsType.A).secure()).isFalse();
    }

    @Test
    void a_forged_answer_is_none() throws Exception {
        zones.forge("mx.signed.test.", "A").forge("mx.signed.test.", "AAAA");
        Dns dns = overNetwork();
        assertNothingKnown(dns, "mx.signed.test", DnsType.A);
        assertNothingKnown(dns, "mx.signed.test", DnsType.AAAA);
        assertNothingKnown(dns, "alias.signed.test", DnsType.A);
        assertThatThrownBy(() -> dns.query("mx.signed.test", DnsType.A))
                .hasMessage("mx.signed.test (A): DNSSEC: bogus: Positive response has failed ANSWER rrset");
    }

    @Test
    void an_answer_whose_keys_cannot_be_had_is_none() throws Exception {
        zones.fail("signed.test.", "DNSKEY");
        Dns dns = overNetwork();
        assertNothingKnown(dns, "mx.signed.test", DnsType.A);
        assertNothingKnown(dns, "mx.signed.test", DnsType.AAAA);
        zones.fail("plain.test.", "DS");
        assertNothingKnown(dns, "mx.plain.test", DnsType.A);
        assertNothingKnown(dns, "mx.plain.test", DnsType.AAAA);
    }

    @Test
    void without_signatures_an_answer_of_a_signed_zone_is_none() throws Exception {
        Dns dns = through(answer -> without(answer, Type.RRSIG));
        assertNothingKnown(dns, "mx.signed.test", DnsType.A);
        assertNothingKnown(dns, "mx.signed.test", DnsType.AAAA);
    }

    @Test
    void without_a_proof_the_absence_in_a_signed_zone_is_none() throws Exception {
        assertNothingKnown(through(DnssecTest::emptied), "mx.signed.test", DnsType.TLSA);
        assertNothingKnown(through(answer -> only(answer, Type.SOA)), "mx.signed.test", DnsType.TLSA);
    }

    /// Signatures and records of a zone of the enemy, which is not signed, have no say in others.
    @Test
    void an_unsigned_zone_of_the_enemy_does_not_make_an_answer_insecure() throws Exception {
        assertNothingKnown(through(answer -> signedBy(answer, "enemy.test.")), "mx.signed.test", DnsType.A);
        assertNothingKnown(through(answer -> signedBy(answer, "enemy.test.")), "mx.signed.test", DnsType.AAAA);
        assertNothingKnown(through(answer -> absent(answer, "enemy.test.")), "_25._tcp.mx.signed.test", DnsType.TLSA);
        assertNothingKnown(
                through(answer -> absent(answer, "mx.signed.test.")), "_25._tcp.mx.signed.test", DnsType.TLSA);
    }

    @Test
    void an_absence_in_an_unsigned_zone_needs_no_soa_record() throws Exception {
        Dns dns = through(answer -> answer.getQuestion().getType() == Type.AAAA ? emptied(answer) : answer);
        DnsAnswer none = dns.query("mx.plain.test", DnsType.AAAA);
        assertThat(none.status()).isEqualTo(Status.NO_DATA);
        assertThat(none.secure()).isFalse();
        assertThat(none.ttl()).isZero();
    }

    @Test
    void an_answer_is_kept_for_no_longer_than_its_signature_says() throws Exception {
        zones.records("old.signed.test. 300 A 192.0.2.3");
        Dns dns = through(answer -> {
            List<Record> longer = answer.getSection(Section.ANSWER).stream()
                    .map(record -> record.getType() == Type.A
                            ? Record.newRecord(
                                    record.getName(), Type.A, DClass.IN, 86_000, record.rdataToWireCanonical())
                            : record)
                    .toList();
            return copy(answer, longer, answer.getSection(Section.AUTHORITY));
        });
        DnsAnswer found = dns.query("old.signed.test", DnsType.A);
        assertThat(found.secure()).isTrue();
        assertThat(found.ttl()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void the_ad_bit_of_a_server_proves_nothing() throws Exception {
        Dns dns = through(answer -> {
            answer.getHeader().setFlag(Flags.AD);
            return answer;
        });
        assertThat(dns.query("mx.plain.test", DnsType.A).secure()).isFalse();
    }

    @Test
    void asks_for_signatures_and_for_answers_that_the_server_does_not_believe() throws Exception {
        through(answer -> answer).query("mx.signed.test", DnsType.A);
        assertThat(queries).allSatisfy(query -> {
            assertThat(query.getHeader().getFlag(Flags.CD)).isTrue();
            assertThat(query.getHeader().getFlag(Flags.AD)).isFalse();
            assertThat(query.getOPT().getFlags()).isNotZero();
        });
    }

    @Test
    void the_work_for_one_answer_is_bounded() throws Exception {
        assertNothingKnown(through(answer -> answer, 3), "mx.signed.test", DnsType.A);
        assertThat(queries).hasSize(3);
        queries.clear();
        Dns dns = through(answer -> many(answer, Validation.MAX_SIGNATURES + 1));
        assertThatThrownBy(() -> dns.query("mx.signed.test", DnsType.A))
                .hasMessageContaining("more than " + Validation.MAX_SIGNATURES + " signatures");
        assertThat(queries).hasSize(1);
    }

    @Test
    void another_key_than_the_anchor_proves_nothing() throws Exception {
        try (SignedDns other = SignedDns.start()) {
            Dns dns = new StubDns(servers(zones), options(other.anchor(), 64), new SocketExchange(), new Random(1));
            assertNothingKnown(dns, "mx.signed.test", DnsType.A);
        }
    }

    @Test
    void what_stands_above_all_anchors_is_not_secure() throws Exception {
        String island = zones.answer(Message.newQuery(Record.newRecord(new Name("signed.test."), Type.DS, DClass.IN)))
                .getSection(Section.ANSWER)
                .getFirst()
                .toString();
        Dns dns = new StubDns(servers(zones), options(island, 64), new SocketExchange(), new Random(1));
        assertThat(dns.query("mx.signed.test", DnsType.A).secure()).isTrue();
        assertThat(dns.query("mx.plain.test", DnsType.A).secure()).isFalse();
    }

    @Test
    void the_cache_keeps_what_is_secure() throws Exception {
        Dns dns = new CachingDns(overNetwork(), InstantSource.fixed(Instant.EPOCH), 1 << 20);
        assertThat(dns.query("mx.signed.test", DnsType.A).secure()).isTrue();
        zones.close();
        assertThat(dns.query("mx.signed.test", DnsType.A).secure()).isTrue();
    }

    private static Message copy(Message answer, List<Record> answers, List<Record> authorities) {
        Message copy = new Message(answer.getHeader().getID());
        for (int flag : new int[] {Flags.QR, Flags.RD, Flags.RA}) {
            copy.getHeader().setFlag(flag);
        }
        copy.getHeader().setRcode(answer.getHeader().getRcode());
        copy.addRecord(answer.getQuestion(), Section.QUESTION);
        answers.forEach(record -> copy.addRecord(record, Section.ANSWER));
        authorities.forEach(record -> copy.addRecord(record, Section.AUTHORITY));
        return copy;
    }

    private static boolean isOurs(Message answer) {
        return answer.getQuestion().getName().toString().endsWith("mx.signed.test.");
    }

    private static Message without(Message answer, int type) {
        return copy(
                answer,
                answer.getSection(Section.ANSWER).stream()
                        .filter(record -> !isOurs(answer) || record.getType() != type)
                        .toList(),
                answer.getSection(Section.AUTHORITY).stream()
                        .filter(record -> !isOurs(answer) || record.getType() != type)
                        .toList());
    }

    private static Message emptied(Message answer) {
        boolean is = isOurs(answer) || answer.getQuestion().getType() == Type.AAAA;
        return is ? copy(answer, List.of(), List.of()) : answer;
    }

    private static Message only(Message answer, int type) {
        return !isOurs(answer)
                ? answer
                : copy(
                        answer,
                        List.of(),
                        answer.getSection(Section.AUTHORITY).stream()
                                .filter(record -> record.getType() == type
                                        || (record instanceof RRSIGRecord signature
                                                && signature.getTypeCovered() == type))
                                .toList());
    }

    private static Message signedBy(Message answer, String zone) {
        return !isOurs(answer)
                ? answer
                : copy(
                        answer,
                        answer.getSection(Section.ANSWER).stream()
                                .map(record -> resigned(record, zone))
                                .toList(),
                        answer.getSection(Section.AUTHORITY).stream()
                                .map(record -> resigned(record, zone))
                                .toList());
    }

    private static Record resigned(Record record, String zone) {
        try {
            return record instanceof RRSIGRecord signature
                    ? new RRSIGRecord(
                            signature.getName(),
                            signature.getDClass(),
                            signature.getTTL(),
                            signature.getTypeCovered(),
                            signature.getAlgorithm(),
                            signature.getOrigTTL(),
                            signature.getExpire(),
                            signature.getTimeSigned(),
                            signature.getFootprint(),
                            new Name(zone),
                            signature.getSignature())
                    : record;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Message absent(Message answer, String zone) {
        try {
            Name name = new Name(zone);
            return isOurs(answer)
                    ? copy(answer, List.of(), List.of(new SOARecord(name, DClass.IN, 300, name, name, 1, 1, 1, 1, 300)))
                    : answer;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Message many(Message answer, int count) {
        Record signature = answer.getSection(Section.ANSWER).getLast();
        return copy(
                answer,
                java.util.stream.Stream.concat(
                                answer.getSection(Section.ANSWER).stream(),
                                java.util.stream.IntStream.range(0, count)
                                        .mapToObj(i -> resigned(signature, "n" + i + ".test.")))
                        .toList(),
                answer.getSection(Section.AUTHORITY));
    }
}
