package org.postern.smtpout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.Capabilities;
import org.postern.spi.ClientExtension;
import org.postern.spi.ClientExtension.Use;
import org.postern.spi.EarlyHello;
import org.postern.spi.Transport.Status;
import org.postern.testkit.TestDelivery;

/// What plugins make of the dialogue: chunks, limits, reports that go onward, and commands before the
/// greeting.
class ExtensionsTest extends SmtpFixture {
    private static final String CHUNK = """
            C: BDAT 25 LAST
            C: Subject: hello
            C:\s
            C: Hello
            """;
    private static final String EARLY = """
            C: EHLO mail.example.org
            C: MAIL FROM:<sender@example.com>
            C: RCPT TO:<user@example.org>
            C: DATA
            """;
    private static final String ANSWERS = """
            S: 220 x
            S: 250-x
            S: 250 PIPELINING
            S: 250 sender ok
            S: 250 recipient ok
            """ + DATA.substring(DATA.indexOf("S:"));

    /// An extension that is always used in one way.
    private static TestDelivery chunked() {
        return mail().with(new FakeExtension(Use.With.way(Use.Way.CHUNKS, "K")));
    }

    private static String fields(Status status) {
        assertThat(status).isInstanceOf(Status.Delivered.class);
        return ((Status.Delivered) status).logFields();
    }

    @Test
    void data_go_in_chunks() throws Exception {
        Status status = play(HELLO + MAIL + RCPT + CHUNK + "S: 250 taken\n", chunked());
        assertThat(fields(status)).isEqualTo("K C=\"250 taken\"");
    }

    @Test
    void dots_are_not_doubled_in_chunks() throws Exception {
        String chunk = CHUNK.replace("25", "26").replace("Hello", ".Hello");
        assertThat(fields(play(
                        HELLO + MAIL + RCPT + chunk + "S: 250 taken\n",
                        chunked().body(".Hello\r\n"))))
                .startsWith("K ");
    }

    @Test
    void a_refused_chunk_is_a_refused_message() throws Exception {
        assertFailed(
                play(HELLO + MAIL + RCPT + CHUNK + "S: 552 too much\n", chunked()), "after end of data: 552 too much");
        assertDeferred(play(HELLO + MAIL + RCPT + CHUNK + "S: 452 full\n", chunked()), false, "452 full");
    }

    @Test
    void no_chunk_goes_to_a_server_that_takes_no_recipient() throws Exception {
        String refused = RCPT.replace("250 ok", "550 no");
        assertFailed(play(HELLO + MAIL + refused + "C: RSET\nS: 250 ok\n", chunked()), "550 no");
    }

    private static TestDelivery two(Use.Limits limits) {
        return TestDelivery.to("a@example.org", "b@example.net").with(new FakeExtension(Use.With.within(limits)));
    }

    private static String to(String address) {
        return MAIL + "C: RCPT TO:<" + address + ">\nS: 250 ok\n" + DATA + "S: 250 taken\n";
    }

    @Test
    void a_server_gets_as_many_recipients_at_once_as_it_takes() throws Exception {
        int any = Integer.MAX_VALUE;
        for (Use.Limits limits : List.of(new Use.Limits(any, 1, any), new Use.Limits(any, any, 1))) {
            try (FakeServer server = FakeServer.playing(HELLO + to("a@example.org") + to("b@example.net"))) {
                assertThat(deliver(two(limits).via(server.host())))
                        .hasSize(2)
                        .allSatisfy(status -> assertThat(status).isInstanceOf(Status.Delivered.class));
                assertThat(server.faults()).isEmpty();
            }
        }
    }

    @Test
    void a_session_carries_as_many_messages_as_the_server_takes() throws Exception {
        Use.Limits one = new Use.Limits(1, 1, Integer.MAX_VALUE);
        try (FakeServer server = FakeServer.playing(HELLO + to("a@example.org"), HELLO + to("b@example.net"))) {
            assertThat(deliver(two(one).via(server.host())))
                    .allSatisfy(status -> assertThat(status).isInstanceOf(Status.Delivered.class));
            assertThat(server.faults()).isEmpty();
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void a_recipient_that_is_reported_onward_is_reported_so() throws Exception {
        ClientExtension.RecipientParameters wishes = new ClientExtension.RecipientParameters() {
            @Override
            public Map<String, Optional<String>> of(Recipient recipient) {
                return Map.of("NOTIFY", Optional.of("SUCCESS"));
            }

            @Override
            public boolean reportsOnward(Recipient recipient) {
                return true;
            }
        };
        Status status = play(
                HELLO + MAIL + RCPT.replace("org>", "org> NOTIFY=SUCCESS") + DATA + "S: 250 taken\n",
                mail().with(new FakeExtension(new Use.With(Map.of(), wishes, false, ""))));
        assertThat(status)
                .isInstanceOfSatisfying(
                        Status.Delivered.class,
                        done -> assertThat(done.reportsOnward()).isTrue());
    }

    /// What was announced the last time.
    private static final class Memory implements EarlyHello {
        private final List<String> news = new ArrayList<>();

        @Override
        public String name() {
            return "memory";
        }

        @Override
        public Optional<Capabilities> expected(Server server, Delivery delivery, Settings transport) {
            return Optional.of(Capabilities.of(List.of("x", "PIPELINING")));
        }

        @Override
        public void announced(Server server, Capabilities capabilities, Delivery delivery, Settings transport) {
            news.add("announced " + capabilities.lines().keySet());
        }

        @Override
        public void refused(Server server, Delivery delivery, Settings transport) {
            news.add("refused");
        }
    }

    private final Memory memory = new Memory();

    private void early(String... transcripts) throws Exception {
        try (FakeServer server = FakeServer.playing(transcripts)) {
            Status status = deliver(mail().with(memory).via(server.host())).getFirst();
            assertThat(server.faults()).isEmpty();
            assertThat(status).isInstanceOf(Status.Delivered.class);
        }
    }

    @Test
    void a_server_that_is_known_is_spoken_to_before_it_speaks() throws Exception {
        early(EARLY + ANSWERS + "S: 250 taken\n");
        assertThat(memory.news).containsExactly("announced [PIPELINING]");
    }

    @Test
    void a_server_that_announces_something_else_is_spoken_to_anew_and_gets_the_message_once() throws Exception {
        early(EARLY + "S: 220 x\nS: 250 x\n", HELLO + MESSAGE);
        assertThat(memory.news).containsExactly("announced []");
    }

    @Test
    void a_server_that_does_not_take_it_is_spoken_to_anew() throws Exception {
        early(EARLY + "S: 554 synchronization error\n", HELLO + MESSAGE);
        assertThat(memory.news).containsExactly("refused");
    }

    @Test
    void a_server_that_hangs_up_on_it_is_spoken_to_anew() throws Exception {
        early(EARLY + "CLOSE\n", HELLO + MESSAGE);
        assertThat(memory.news).containsExactly("refused");
    }

    @Test
    void a_server_that_is_not_to_get_several_commands_at_once_is_waited_for() throws Exception {
        settings.set(SmtpOptions.HOSTS_AVOID_PIPELINING, "*");
        early(HELLO + MESSAGE);
        assertThat(memory.news).containsExactly("announced []");
    }
}
