package org.postern.eventotel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postern.api.Event;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestSettings;

class EventOtelPluginTest {
    private final EventOtelPlugin plugin = new EventOtelPlugin();

    @AfterEach
    void stop() {
        plugin.stop();
    }

    @Test
    void what_happens_is_sent_before_the_plugin_has_stopped() throws IOException {
        try (CollectorServer server = new CollectorServer()) {
            TestContext context = TestContext.create()
                    .option(OtelOptions.ENDPOINT, server.endpoint().toString())
                    .option(OtelOptions.HEADERS, "<; X-Key=a:b")
                    .option(OtelOptions.EVENTS, "<, msg:complete")
                    .contributions(plugin.contributions());
            plugin.configured(context);
            new Event("tcp:close", Text.EMPTY, Optional.empty()).tell(context);
            new Event("msg:complete", Text.EMPTY, Optional.empty()).tell(context);
            plugin.stop();
            assertThat(server.requests()).singleElement().asString().endsWith(" a:b");
            assertThat(server.spans())
                    .extracting(SentSpan::name, SentSpan::service)
                    .singleElement()
                    .asString()
                    .isEqualTo("(\"msg:complete\", \"postern\")");
        }
    }

    @Test
    void a_loss_is_in_the_main_log() throws IOException {
        try (CollectorServer server = new CollectorServer()) {
            server.answer(400);
            TestContext context = TestContext.create()
                    .option(OtelOptions.ENDPOINT, server.endpoint().toString())
                    .contributions(plugin.contributions());
            plugin.configured(context);
            new Event("msg:complete", Text.EMPTY, Optional.empty()).tell(context);
            plugin.stop();
            assertThat(context.log().entries().toString())
                    .contains("event-otel: 1 events were lost: http://127.0.0.1:")
                    .contains("400");
        }
    }

    @Test
    void options_that_cannot_be_are_refused() {
        Map<Option<?>, List<String>> bad = Map.of(
                OtelOptions.ENDPOINT, List.of("ftp://x/", "/v1/traces", "https:///x", "https://a b/"),
                OtelOptions.HEADERS, List.of("plain", "a b=c", "Host=x", "content-length=1"),
                OtelOptions.TIMEOUT, List.of("0s", "x"),
                OtelOptions.QUEUE, List.of("0", "-1"),
                OtelOptions.SAMPLING, List.of("1.1", "-1", "half"));
        bad.forEach((option, values) -> {
            for (String value : values) {
                assertThatThrownBy(() -> TestSettings.block("main").set(option, value))
                        .as(value)
                        .hasRootCauseInstanceOf(ConfigException.class);
            }
        });
    }
}
