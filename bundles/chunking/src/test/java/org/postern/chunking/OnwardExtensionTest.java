package org.postern.chunking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;
import org.postern.api.mail.Host;
import org.postern.api.smtp.Capabilities;
import org.postern.spi.ClientExtension.Use;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestSettings;

class OnwardExtensionTest {
    private static final Host MX = Host.of("mx.example.org", InetAddress.ofLiteral("192.0.2.1"));
    private static final Capabilities ABLE = Capabilities.of(List.of("mx.example.org", "CHUNKING"));
    private static final MatchList<InetAddress> UNKNOWN = new MatchList<>() {
        @Override
        public Match match(InetAddress subject, Context known) {
            return new Match.Deferred("DNS is down");
        }

        @Override
        public boolean isEmpty() {
            return false;
        }
    };

    private final TestSettings transport = TestSettings.block("remote_smtp");

    private Use use(Host host, Capabilities capabilities) throws ExpansionException {
        return new OnwardExtension().use(host, capabilities, TestDelivery.to("u@example.org"), transport);
    }

    @Test
    void data_go_in_chunks_where_these_are_on_offer() throws ExpansionException {
        assertThat(use(MX, ABLE)).isInstanceOfSatisfying(Use.With.class, with -> {
            assertThat(with.ways()).containsExactly(Use.Way.CHUNKS);
            assertThat(with.logField()).isEqualTo("K");
            assertThat(with.mail()).isEmpty();
        });
        assertThat(use(MX, Capabilities.of(List.of("mx.example.org", "SIZE")))).isEqualTo(new Use.No());
    }

    @Test
    void the_option_says_for_which_hosts() throws ExpansionException {
        transport.set(ChunkingPlugin.HOSTS_TRY_CHUNKING, "192.0.2.2");
        assertThat(use(MX, ABLE)).isEqualTo(new Use.No());
        transport.set(ChunkingPlugin.HOSTS_TRY_CHUNKING, "192.0.2.1");
        assertThat(use(MX, ABLE)).isInstanceOf(Use.With.class);
        assertThat(use(Host.named("mx.example.org"), ABLE)).isEqualTo(new Use.No());
    }

    @Test
    void where_that_cannot_be_known_the_message_waits() {
        transport.put(ChunkingPlugin.HOSTS_TRY_CHUNKING, Optional.of(UNKNOWN));

        assertThatThrownBy(() -> use(MX, ABLE)).hasMessageContaining("hosts_try_chunking: DNS is down");
    }
}
