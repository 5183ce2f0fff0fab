package org.postern.eventadmin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.osgi.service.event.EventConstants;
import org.postern.api.Text;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestRecipient;

class EventAdminPluginTest {
    private final List<Event> sent = new CopyOnWriteArrayList<>();

    private record Admin(List<Event> sent) implements EventAdmin {
        @Override
        public void postEvent(Event event) {
            throw new UnsupportedOperationException("they would wait in a queue without a bound");
        }

        @Override
        public void sendEvent(Event event) {
            sent.add(event);
        }
    }

    @Test
    void what_happens_has_a_topic_and_properties() {
        EventAdminPlugin plugin = new EventAdminPlugin(new Admin(sent));
        TestContext context = TestContext.create()
                .recipient(TestRecipient.of("user@example.org"))
                .contributions(plugin.contributions());
        plugin.configured(context);
        new org.postern.api.Event("msg:rcpt:host:defer", Text.tainted("450 later"), Optional.empty(), 12865)
                .tell(context);
        plugin.stop();
        assertThat(sent).singleElement().satisfies(event -> {
            assertThat(event.getTopic()).isEqualTo("org/postern/msg/rcpt/host/defer");
            assertThat(event.getProperty("event_name")).isEqualTo("msg:rcpt:host:defer");
            assertThat(event.getProperty("data")).isEqualTo("450 later");
            assertThat(event.getProperty("defer_errno")).isEqualTo("12865");
            assertThat(event.getProperty("local_part")).isEqualTo("user");
            assertThat(event.getProperty(EventConstants.TIMESTAMP))
                    .isEqualTo(context.now().toEpochMilli());
        });
    }
}
