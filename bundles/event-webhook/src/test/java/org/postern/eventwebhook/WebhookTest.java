package org.postern.eventwebhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.api.Event;
import org.postern.api.Text;
import org.postern.broadcast.Occurrence;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestSettings;

class WebhookTest {
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Deque<Integer> answers = new ArrayDeque<>();
    private final Webhook webhook = new Webhook(Duration.ofMillis(1));
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        webhook.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Integer status = answers.poll();
            exchange.sendResponseHeaders(status == null ? 204 : status, -1);
        }
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
    }

    private void follow(String authorization, long tries) {
        webhook.follow(Optional.of(new Webhook.Wishes(
                address(), Optional.of(authorization).filter(text -> !text.isEmpty()), Duration.ofSeconds(10), tries)));
    }

    private static Occurrence event(String name) {
        return new Occurrence(Instant.EPOCH, name, Optional.empty(), Map.of());
    }

    private static String line(String name) {
        return "{\"time\":\"1970-01-01T00:00:00Z\",\"event\":\"" + name + "\"}\n";
    }

    @Test
    void events_are_posted_together() throws Exception {
        follow("Bearer secret", 1);
        webhook.send(List.of(event("one"), event("two")));
        assertThat(requests)
                .containsExactly("POST /hook application/x-ndjson Bearer secret " + line("one") + line("two"));
    }

    @Test
    void what_the_server_does_not_take_now_is_sent_again() throws Exception {
        follow("", 4);
        answers.addAll(List.of(503, 429, 200));
        webhook.send(List.of(event("one")));
        assertThat(requests).hasSize(3).allMatch(request -> request.endsWith(line("one")));
    }

    @Test
    void it_is_not_sent_for_ever() {
        follow("", 2);
        answers.addAll(List.of(500, 500, 500));
        assertThatThrownBy(() -> webhook.send(List.of(event("one"))))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("answers 500");
        assertThat(requests).hasSize(2);
    }

    @Test
    void what_the_server_refuses_is_not_sent_again() {
        follow("", 4);
        answers.add(403);
        assertThatThrownBy(() -> webhook.send(List.of(event("one")))).hasMessageEndingWith("answers 403");
        assertThat(requests).hasSize(1);
    }

    @Test
    void redirections_are_not_followed() {
        follow("", 4);
        answers.add(302);
        assertThatThrownBy(() -> webhook.send(List.of(event("one")))).hasMessageEndingWith("answers 302");
    }

    @Test
    void a_server_that_is_down_is_tried_as_often() {
        follow("", 3);
        server.stop(0);
        assertThatThrownBy(() -> webhook.send(List.of(event("one")))).hasMessageContaining("no answer from");
    }

    @Test
    void the_plugin_sends_what_happens() {
        EventWebhookPlugin plugin = new EventWebhookPlugin();
        TestContext context = TestContext.create()
                .option(EventWebhookPlugin.ADDRESS, address().toString())
                .contributions(plugin.contributions());
        plugin.configured(context);
        new Event("msg:complete", Text.EMPTY, Optional.empty()).tell(context);
        plugin.stop();
        assertThat(requests).singleElement().asString().contains("\"event\":\"msg:complete\"");
    }

    @Test
    void addresses_are_those_of_web_servers() {
        for (String bad : List.of("ftp://x/", "/path", "https:///x", "https://a b/")) {
            assertThatThrownBy(() -> TestSettings.block("main").set(EventWebhookPlugin.ADDRESS, bad))
                    .hasMessageContaining("not a URL of a web server");
        }
    }
}
