package org.postern.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.Event;
import org.postern.api.Text;
import org.postern.api.mail.Host;
import org.postern.api.net.Outbound;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestRecipient;
import org.postern.testkit.TestSettings;

class OccurrenceTest {
    private static final InetAddress MX = InetAddress.ofLiteral("192.0.2.3");

    private final TestContext context = TestContext.create();

    @Test
    void says_what_is_known() {
        context.message(TestMessage.from("sender@example.com"))
                .recipient(TestRecipient.of("user@example.org"))
                .host(Host.of("mx.example.org", MX));
        context.put(Outbound.SLOT, new Outbound(new InetSocketAddress(MX, 587), Optional.empty()));
        Event event = new Event(
                "msg:host:defer", Text.tainted("refused"), Optional.of(TestSettings.block("remote_smtp")), 111);
        Occurrence occurrence = Occurrence.of(event, context);
        assertThat(occurrence.name()).isEqualTo("msg:host:defer");
        assertThat(occurrence.fields())
                .containsAllEntriesOf(Map.of(
                        "data", "refused",
                        "defer_errno", "111",
                        "sender_address", "sender@example.com",
                        "local_part", "user",
                        "domain", "example.org",
                        "transport_name", "remote_smtp",
                        "host", "mx.example.org",
                        "host_address", "192.0.2.3",
                        "host_port", "587"));
    }

    @Test
    void what_is_not_known_is_not_there() {
        Occurrence occurrence = Occurrence.of(new Event("tcp:close", Text.EMPTY, Optional.empty()), context);
        assertThat(occurrence.fields()).isEmpty();
        assertThat(JsonLine.of(occurrence)).isEqualTo("{\"time\":\"2026-01-01T00:00:00Z\",\"event\":\"tcp:close\"}");
    }

    @Test
    void json_is_one_line_whatever_the_text() {
        Event event = new Event("msg:defer", Text.tainted("a\"b\\c\r\n\t\0\u007f\u00c3\u00a9"), Optional.empty());
        assertThat(JsonLine.of(Occurrence.of(event, context)))
                .endsWith("\"data\":\"a\\\"b\\\\c\\r\\n\\t\\u0000\\u007f\u00e9\"}");
        assertThat(JsonLine.characters("\u00ff")).isEqualTo("\u00ff");
    }
}
