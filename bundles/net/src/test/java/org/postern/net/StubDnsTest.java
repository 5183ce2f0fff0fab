package org.postern.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsAnswer.Status;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.dns.Patience;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

class StubDnsTest {
    private static final Duration PATIENT = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(80);

    private static StubDns dns(LoopbackServer server) {
        return dns(server, ResolverOptions.DEFAULT, PATIENT);
    }

    private static StubDns dns(LoopbackServer server, ResolverOptions options, Duration timeout) {
        return new StubDns(server.servers(timeout, 2), options, new SocketExchange(), new Random(1));
    }

    private static ResolverOptions trusting() {
        return new ResolverOptions(Duration.ZERO, 0, true, 1, true, 1, Optional.empty());
    }

    @Test
    void finds_records_of_every_kind() throws Exception {
        try (LoopbackServer server = LoopbackServer.answering(
                "a.example. A 192.0.2.1",
                "a.example. AAAA 2001:db8::1",
                "a.example. MX 10 mx.example.",
                "a.example. MX 0 .",
                "a.example. PTR host.example.",
                "a.example. SRV 1 2 25 srv.example.",
                "a.example. TLSA 3 1 1 ABCD",
                "a.example. CAA 0 issue \"ca.example\"")) {
            StubDns dns = dns(server);
            assertThat(presentations(dns.query("a.example", DnsType.A))).containsExactly("192.0.2.1");
            assertThat(presentations(dns.query("a.example", DnsType.AAAA))).containsExactly("2001:db8::1");
            assertThat(dns.query("a.example", DnsType.MX).records())
                    .containsExactly(new DnsRecord.Mx(10, "mx.example"), new DnsRecord.Mx(0, ""));
            assertThat(presentations(dns.query("a.example", DnsType.PTR))).containsExactly("host.example");
            assertThat(presentations(dns.query("a.example", DnsType.SRV))).containsExactly("1 2 25 srv.example");
            assertThat(presentations(dns.query("a.example", DnsType.TLSA))).containsExactly("3 1 1 abcd");
            assertThat(presentations(dns.query("a.example", DnsType.CAA))).containsExactly("0 issue \"ca.example\"");
        }
    }

    private static List<String> presentations(DnsAnswer answer) {
        return answer.records().stream().map(DnsRecord::presentation).toList();
    }

    @Test
    void joins_the_strings_of_a_text_and_keeps_every_byte() throws Exception {
        try (LoopbackServer server = LoopbackServer.answering("t.example. TXT \"v=spf1 \\255\" \"\\000 -all\"")) {
            assertThat(dns(server).query("t.example", DnsType.TXT).records())
                    .containsExactly(DnsRecord.Txt.of(List.of("v=spf1 \u00ff", "\u0000 -all")));
        }
    }

    @Test
    void asks_for_names_of_any_bytes() throws Exception {
        String odd = "a\\b \u00ff\u0001.example";
        try (LoopbackServer server = LoopbackServer.of((query, _) ->
                List.of(LoopbackServer.failure(query, Rcode.NXDOMAIN).toWire()))) {
            assertThat(dns(server).query(odd, DnsType.A).canonicalName()).isEqualTo(odd);
        }
    }

    @Test
    void tells_no_data_from_no_name_and_takes_their_ttl_from_the_soa() throws Exception {
        String soa = "example. 600 SOA ns.example. root.example. 1 2 3 4 60";
        try (LoopbackServer server = LoopbackServer.of((query, _) -> {
            Message reply = LoopbackServer.reply(query, Section.AUTHORITY, soa);
            boolean missing = query.getQuestion().getName().toString().startsWith("no.");
            reply.getHeader().setRcode(missing ? Rcode.NXDOMAIN : Rcode.NOERROR);
            return List.of(reply.toWire());
        })) {
            DnsAnswer empty = dns(server).query("a.example", DnsType.A);
            assertThat(empty.status()).isEqualTo(Status.NO_DATA);
            assertThat(empty.ttl()).isEqualTo(Duration.ofSeconds(60));
            assertThat(dns(server).query("no.example", DnsType.A).status()).isEqualTo(Status.NO_NAME);
        }
    }

    @Test
    void follows_aliases_and_takes_the_shortest_ttl() throws Exception {
        try (LoopbackServer server = LoopbackServer.answering(
                "a.example. 30 CNAME b.example.", "b.example. 20 CNAME C.example.", "c.example. 50 A 192.0.2.3")) {
            DnsAnswer answer = dns(server).query("A.example.", DnsType.A);
            assertThat(presentations(answer)).containsExactly("192.0.2.3");
            assertThat(answer.canonicalName()).isEqualTo("C.example");
            assertThat(answer.ttl()).isEqualTo(Duration.ofSeconds(20));
            assertThat(presentations(dns(server).query("a.example", DnsType.CNAME)))
                    .containsExactly("b.example");
        }
    }

    @Test
    void asks_for_the_target_of_an_alias_that_the_server_has_not_followed() throws Exception {
        try (LoopbackServer server = LoopbackServer.of((query, _) -> {
            boolean first = query.getQuestion().getName().toString().equals("a.example.");
            String record = first ? "a.example. CNAME b.example." : "b.example. A 192.0.2.2";
            return List.of(LoopbackServer.reply(query, Section.ANSWER, record).toWire());
        })) {
            assertThat(presentations(dns(server).query("a.example", DnsType.A))).containsExactly("192.0.2.2");
        }
    }

    @Test
    void gives_up_on_loops_of_aliases() throws Exception {
        try (LoopbackServer server =
                LoopbackServer.answering("a.example. CNAME b.example.", "b.example. CNAME a.example.")) {
            assertThatThrownBy(() -> dns(server).query("a.example", DnsType.A))
                    .isInstanceOf(DnsException.class)
                    .hasMessageContaining("loop of CNAMEs");
        }
        try (LoopbackServer server = LoopbackServer.of((query, _) -> {
            String name = query.getQuestion().getName().toString();
            return List.of(LoopbackServer.reply(query, Section.ANSWER, name + " CNAME x" + name)
                    .toWire());
        })) {
            assertThatThrownBy(() -> dns(server).query("a.example", DnsType.A))
                    .hasMessageContaining("does not follow the CNAME");
            assertThat(server.queries()).hasSize(2);
        }
    }

    @Test
    void goes_over_to_tcp_for_an_answer_that_is_cut_short() throws Exception {
        String[] many = new String[3000];
        for (int i = 0; i < many.length; i++) {
            many[i] = "a.example. A 10.0." + i / 250 + "." + i % 250;
        }
        try (LoopbackServer server = LoopbackServer.of((query, overTcp) -> {
            if (overTcp) {
                return List.of(LoopbackServer.reply(query, Section.ANSWER, many).toWire(65535));
            }
            Message cut = LoopbackServer.reply(query, Section.ANSWER);
            cut.getHeader().setFlag(Flags.TC);
            return List.of(cut.toWire());
        })) {
            assertThat(dns(server).query("a.example", DnsType.A).records()).hasSize(3000);
        }
    }

    @Test
    void gives_up_on_an_answer_over_tcp_that_does_not_end() throws Exception {
        try (LoopbackServer server = LoopbackServer.of((query, overTcp) -> {
            Message cut = LoopbackServer.reply(query, Section.ANSWER);
            cut.getHeader().setFlag(Flags.TC);
            return overTcp ? List.of() : List.of(cut.toWire());
        })) {
            assertThatThrownBy(() -> dns(server).query("a.example", DnsType.A))
                    .isInstanceOf(DnsException.class)
                    .hasMessageContaining("ends early");
        }
    }

    @Test
    void fails_when_no_answer_comes_in_time() throws Exception {
        try (LoopbackServer server = LoopbackServer.of((_, _) -> List.of())) {
            assertThatThrownBy(() -> dns(server, ResolverOptions.DEFAULT, SHORT).query("a.example", DnsType.A))
                    .isInstanceOf(DnsException.class)
                    .hasMessageContaining("a.example (A): 127.0.0.1#")
                    .hasMessageContaining("timed out");
            assertThat(server.queries()).hasSize(2);
        }
    }

    @Test
    void has_the_patience_that_a_question_asks_for() throws Exception {
        try (LoopbackServer server = LoopbackServer.of((_, _) -> List.of())) {
            StubDns dns = dns(server, ResolverOptions.DEFAULT, PATIENT);
            assertThatThrownBy(() -> dns.query("a.example", DnsType.A, new Patience(SHORT, 3)))
                    .hasMessageContaining("timed out");
            assertThat(server.queries()).hasSize(3);
        }
    }

    @Test
    void fails_when_every_server_refuses_and_does_not_ask_them_twice() throws Exception {
        try (LoopbackServer server = LoopbackServer.of((query, _) ->
                List.of(LoopbackServer.failure(query, Rcode.SERVFAIL).toWire()))) {
            assertThatThrownBy(() -> dns(server).query("a.example", DnsType.A))
                    .isInstanceOf(DnsException.class)
                    .hasMessageContaining("SERVFAIL");
            assertThat(server.queries()).hasSize(1);
        }
    }

    @Test
    void asks_the_next_server_when_one_fails() throws Exception {
        try (LoopbackServer broken = LoopbackServer.of((query, _) ->
                        List.of(LoopbackServer.failure(query, Rcode.REFUSED).toWire()));
                LoopbackServer good = LoopbackServer.answering("a.example. A 192.0.2.1")) {
            List<InetSocketAddress> both = List.of(broken.address(), good.address());
            StubDns dns = new StubDns(
                    new NameServers(both, PATIENT, 1), ResolverOptions.DEFAULT, new SocketExchange(), new Random(1));
            assertThat(dns.query("a.example", DnsType.A).found()).isTrue();
        }
    }

    @Test
    void passes_over_garbage_wrong_ids_and_wrong_questions() throws Exception {
        try (LoopbackServer server = LoopbackServer.of((query, _) -> {
            byte[] good = LoopbackServer.reply(query, Section.ANSWER, "a.example. A 192.0.2.1")
                    .toWire();
            byte[] wrongId = LoopbackServer.reply(query, Section.ANSWER, "a.example. A 192.0.2.66")
                    .toWire();
            wrongId[0] ^= 1;
            Message other = new Message(query.getHeader().getID());
            other.getHeader().setFlag(Flags.QR);
            Zone.records("b.example. A 192.0.2.66").forEach(record -> other.addRecord(record, Section.ANSWER));
            byte[] cut = java.util.Arrays.copyOf(good, good.length - 3);
            return List.of(new byte[0], new byte[] {1, 2, 3}, wrongId, other.toWire(), cut, query.toWire(), good);
        })) {
            assertThat(presentations(dns(server).query("a.example", DnsType.A))).containsExactly("192.0.2.1");
        }
    }

    @Test
    void takes_no_records_of_other_names() throws Exception {
        try (LoopbackServer server = LoopbackServer.answering("evil.example. A 192.0.2.66")) {
            assertThat(dns(server).query("a.example", DnsType.A).status()).isEqualTo(Status.NO_DATA);
        }
    }

    @Test
    void goes_without_edns_where_a_server_does_not_know_it() throws Exception {
        try (LoopbackServer server = LoopbackServer.of((query, _) -> {
            Message reply = query.getOPT() != null
                    ? LoopbackServer.failure(query, Rcode.FORMERR)
                    : LoopbackServer.reply(query, Section.ANSWER, "a.example. A 192.0.2.1");
            return List.of(reply.toWire());
        })) {
            assertThat(dns(server).query("a.example", DnsType.A).found()).isTrue();
        }
    }

    @Test
    void believes_the_ad_bit_only_if_told_to() throws Exception {
        List<Message> asked = new ArrayList<>();
        try (LoopbackServer server = LoopbackServer.of((query, _) -> {
            asked.add(query);
            Message reply = LoopbackServer.reply(query, Section.ANSWER, "a.example. A 192.0.2.1");
            reply.getHeader().setFlag(Flags.AD);
            return List.of(reply.toWire());
        })) {
            assertThat(dns(server).query("a.example", DnsType.A).secure()).isFalse();
            assertThat(dns(server, trusting(), PATIENT)
                            .query("a.example", DnsType.A)
                            .secure())
                    .isTrue();
        }
        assertThat(asked.getFirst().getHeader().getFlag(Flags.AD)).isFalse();
        assertThat(asked.getLast().getHeader().getFlag(Flags.AD)).isTrue();
        assertThat(asked.getLast().getOPT().getFlags()).isEqualTo(ExtendedFlags.DO);
    }

    @Test
    void asks_nobody_for_a_name_that_cannot_exist() throws Exception {
        StubDns dns = new StubDns(
                NameServers.of("127.0.0.1#9"),
                ResolverOptions.DEFAULT,
                (_, _, _) -> {
                    throw new IOException("asked");
                },
                new Random(1));
        for (String name : List.of("", "a..example", ".example", "x".repeat(64) + ".example", "a.".repeat(128))) {
            assertThat(dns.query(name, DnsType.A).status()).as(name).isEqualTo(Status.NO_NAME);
        }
        assertThatThrownBy(() -> dns.query("x".repeat(63) + ".example", DnsType.A))
                .hasMessageContaining("asked");
    }
}
