package org.postern.eventotel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.broadcast.Occurrence;

class CollectorTest {
    private static final String ID = "1aBcDe-000000001-0001";

    private final Collector collector = new Collector();
    private CollectorServer server;

    @BeforeEach
    void start() throws IOException {
        server = new CollectorServer();
        follow(1);
    }

    @AfterEach
    void stop() {
        collector.close();
        server.close();
    }

    private void follow(double share) {
        collector.follow(Optional.of(
                new Wishes(server.endpoint(), Map.of("X-Key", "secret"), Duration.ofSeconds(10), "mx", share)));
    }

    private static Instant at(long second) {
        return Instant.ofEpochSecond(second);
    }

    private static Occurrence event(long second, String name, String... fields) {
        Map<String, String> known = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            known.put(fields[i], fields[i + 1]);
        }
        return new Occurrence(at(second), name, Optional.of(at(1)), known);
    }

    private static Occurrence toHost(long second, String name, String data) {
        return event(
                second,
                name,
                "data",
                data,
                "message_id",
                ID,
                "host",
                "mx.test",
                "host_address",
                "127.0.0.1",
                "transport_name",
                "smtp");
    }

    private static Occurrence toRecipient(long second, String name, String localPart) {
        Map<String, String> fields =
                new LinkedHashMap<>(toHost(second, name, "250 OK").fields());
        fields.putAll(Map.of("local_part", localPart, "domain", "host.test", "host_port", "25"));
        return new Occurrence(at(second), name, Optional.of(at(1)), fields);
    }

    private static Occurrence complete(long second) {
        return event(second, "msg:complete", "message_id", ID, "sender_address", "a\u00c3\u00a4@x.test");
    }

    @Test
    void a_delivery_is_a_span_from_connect_to_confirmation_below_that_of_its_message() throws Exception {
        collector.send(List.of(
                toHost(2, "tcp:connect", ""),
                toHost(3, "smtp:connect", "220 hello"),
                toHost(4, "tcp:close", ""),
                toRecipient(5, "msg:delivery", "one"),
                complete(6)));
        assertThat(server.requests()).containsExactly("POST /v1/traces application/x-protobuf secret");
        assertThat(server.spans()).hasSize(2);
        SentSpan delivery = server.spans().getFirst();
        SentSpan message = server.spans().getLast();
        assertThat(delivery.name()).isEqualTo("delivery");
        assertThat(delivery.kind()).isEqualTo(3);
        assertThat(delivery.start()).isEqualTo(2_000_000_000L);
        assertThat(delivery.end()).isEqualTo(5_000_000_000L);
        assertThat(delivery.events()).containsExactly("smtp:connect", "tcp:close");
        assertThat(delivery.status()).isEqualTo(1);
        assertThat(delivery.attributes())
                .containsEntry("postern.event", "msg:delivery")
                .containsEntry("postern.message_id", ID)
                .containsEntry("postern.recipient", "one@host.test")
                .containsEntry("postern.transport", "smtp")
                .containsEntry("postern.data", "250 OK")
                .containsEntry("server.address", "mx.test")
                .containsEntry("network.peer.address", "127.0.0.1")
                .containsEntry("network.peer.port", "25");
        assertThat(message.name()).isEqualTo("message");
        assertThat(message.parent()).isEmpty();
        assertThat(message.service()).isEqualTo("mx");
        assertThat(message.start()).isEqualTo(1_000_000_000L);
        assertThat(message.end()).isEqualTo(6_000_000_000L);
        assertThat(message.attributes()).containsEntry("postern.sender", "a\u00e4@x.test");
        assertThat(delivery.trace()).isEqualTo(message.trace());
        assertThat(delivery.parent()).isEqualTo(message.id());
    }

    @Test
    void identities_of_a_message_are_the_same_after_a_restart() throws Exception {
        collector.send(List.of(toRecipient(5, "msg:rcpt:defer", "one")));
        try (Collector other = new Collector()) {
            other.follow(Optional.of(new Wishes(server.endpoint(), Map.of(), Duration.ofSeconds(10), "mx", 1)));
            other.send(List.of(complete(90_000)));
        }
        assertThat(server.spans()).extracting(SentSpan::name).containsExactly("delivery", "message");
        assertThat(server.spans()).extracting(SentSpan::trace).containsOnly("d0aa6a71881918438474ddd6e8c192c8");
    }

    @Test
    void each_recipient_has_a_span_and_the_first_has_what_happened() throws Exception {
        collector.send(List.of(
                toHost(2, "tcp:connect", ""),
                toHost(3, "smtp:ehlo", "250 x"),
                toRecipient(5, "msg:delivery", "one"),
                toRecipient(5, "msg:delivery", "two")));
        assertThat(server.spans()).extracting(SentSpan::events).containsExactly(List.of("smtp:ehlo"), List.of());
        assertThat(server.spans()).extracting(SentSpan::start).containsOnly(2_000_000_000L);
    }

    @Test
    void a_host_that_is_put_off_is_an_error() throws Exception {
        collector.send(List.of(toHost(2, "tcp:connect", ""), toHost(4, "msg:host:defer", "timed out")));
        assertThat(server.spans()).singleElement().satisfies(span -> {
            assertThat(span.name()).isEqualTo("delivery");
            assertThat(span.status()).isEqualTo(2);
            assertThat(span.reason()).isEqualTo("timed out");
            assertThat(span.start()).isEqualTo(2_000_000_000L);
        });
    }

    @Test
    void a_connection_that_came_to_nothing_is_told_when_the_message_is_complete() throws Exception {
        collector.send(List.of(toHost(2, "tcp:connect", ""), toHost(4, "tcp:close", ""), complete(9)));
        assertThat(server.spans()).extracting(SentSpan::name).containsExactly("connection", "message");
        assertThat(server.spans().getFirst().end()).isEqualTo(4_000_000_000L);
    }

    @Test
    void what_belongs_to_no_message_is_a_trace_of_its_own() throws Exception {
        collector.send(List.of(event(3, "auth:fail", "data", "535 no"), event(3, "smtp:fail:syntax")));
        assertThat(server.spans()).extracting(SentSpan::name).containsExactly("auth:fail", "smtp:fail:syntax");
        assertThat(server.spans()).extracting(SentSpan::trace).doesNotHaveDuplicates();
        assertThat(server.spans()).extracting(SentSpan::status).containsOnly(2L);
    }

    @Test
    void nothing_is_forgotten_silently_when_there_are_too_many_messages() throws Exception {
        collector.send(IntStream.range(0, 2100)
                .mapToObj(i -> event(2, "tcp:connect", "message_id", "m" + i, "host_address", "127.0.0.1"))
                .toList());
        assertThat(server.spans()).hasSize(100).extracting(SentSpan::name).containsOnly("connection");
    }

    @Test
    void samples_are_whole_messages() throws Exception {
        follow(0.5);
        for (int i = 0; i < 100; i++) {
            collector.send(List.of(
                    event(2, "msg:delivery", "message_id", "m" + i), event(2, "msg:complete", "message_id", "m" + i)));
        }
        assertThat(server.spans().size()).isBetween(40, 160);
        Map<String, Long> sizes = new LinkedHashMap<>();
        server.spans().forEach(span -> sizes.merge(span.trace(), 1L, Long::sum));
        assertThat(sizes.values()).containsOnly(2L);
    }

    @Test
    void nothing_is_sent_without_a_share() throws Exception {
        follow(0);
        collector.send(List.of(complete(2)));
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void what_the_collector_does_not_take_now_is_sent_again() throws Exception {
        server.answer(503);
        collector.send(List.of(complete(2)));
        assertThat(server.requests()).hasSize(2);
        assertThat(server.spans()).hasSize(1);
    }

    @Test
    void what_the_collector_refuses_is_said() {
        server.answer(403);
        assertThatThrownBy(() -> collector.send(List.of(complete(2))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/v1/traces")
                .hasMessageEndingWith("answer 403");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void a_collector_that_is_down_is_said() {
        server.close();
        collector.follow(Optional.of(new Wishes(server.endpoint(), Map.of(), Duration.ofMillis(300), "mx", 1)));
        assertThatThrownBy(() -> collector.send(List.of(complete(2))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ConnectException");
    }
}
