package org.postern.eventjson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.Event;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestSettings;

class EventJsonPluginTest {
    @TempDir
    private Path directory;

    private final EventJsonPlugin plugin = new EventJsonPlugin();

    @Test
    void events_are_in_the_file_when_the_plugin_has_stopped() {
        Path path = directory.resolve("events");
        TestContext context = TestContext.create()
                .option(EventJsonPlugin.FILE, path.toString())
                .option(EventJsonPlugin.EVENTS, "<, msg:complete, tcp:close")
                .contributions(plugin.contributions());
        plugin.configured(context);
        new Event("tcp:connect", Text.EMPTY, Optional.empty()).tell(context);
        new Event("msg:complete", Text.trusted("all"), Optional.empty()).tell(context);
        plugin.stop();
        assertThat(path).hasContent("{\"time\":\"2026-01-01T00:00:00Z\",\"event\":\"msg:complete\",\"data\":\"all\"}");
    }

    @Test
    void the_name_of_the_file_is_absolute() throws ConfigException {
        plugin.check(TestSettings.block("main").set(EventJsonPlugin.FILE, "/var/log/events"));
        assertThatThrownBy(() -> plugin.check(TestSettings.block("main").set(EventJsonPlugin.FILE, "events")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("event_json_file: the name of a file begins with /");
        plugin.stop();
    }
}
