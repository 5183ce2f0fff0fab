package org.postern.pipeconnect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog;
import org.postern.api.config.MatchList;
import org.postern.api.hints.HintsStore;
import org.postern.api.hints.MemoryHints;
import org.postern.api.mail.Controls;
import org.postern.api.mail.Host;
import org.postern.api.smtp.Capabilities;
import org.postern.spi.EarlyHello.Server;
import org.postern.spi.SmtpExtension;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestSession;
import org.postern.testkit.TestSettings;

class PipeConnectPluginTest {
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.1");
    private static final Server CLEAR = server(25, false);
    private static final Server TLS = server(25, true);
    private static final Capabilities ABLE =
            Capabilities.of(List.of("mx", "PIPELINING", "PIPECONNECT", "SIZE 1000", "AUTH PLAIN LOGIN"));
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

    private final TestContext context = TestContext.create().session(TestSession.from("192.0.2.10"));
    private final TestDelivery delivery = TestDelivery.to("a@a.test");
    private final TestSettings transport =
            TestSettings.block("remote_smtp").set(PipeConnectPlugin.HOSTS_PIPE_CONNECT, "*");
    private final EhloCache cache = new EhloCache(new MemoryHints());

    private static Server server(int port, boolean encrypted) {
        return new Server(Host.of("mx.a.test", ADDRESS), new InetSocketAddress(ADDRESS, port), encrypted);
    }

    private static SmtpExtension extension() {
        return new PipeConnectPlugin(new MemoryHints())
                .contributions().stream()
                        .filter(SmtpExtension.class::isInstance)
                        .map(SmtpExtension.class::cast)
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void is_on_offer_to_the_hosts_of_the_option_and_these_may_send_early() throws ExpansionException {
        assertThat(extension().advertise(context)).contains("");
        assertThat(extension().invitesEarlyInput(context)).isTrue();
        context.option(PipeConnectPlugin.ADVERTISE, "192.0.2.11");
        assertThat(extension().advertise(context)).isEmpty();
        assertThat(extension().invitesEarlyInput(context)).isFalse();
    }

    @Test
    void is_not_on_offer_without_pipelining() throws ExpansionException {
        context.put(Controls.NO_PIPELINING, true);
        assertThat(extension().advertise(context)).isEmpty();
    }

    @Test
    void what_a_server_has_announced_is_expected_of_it() {
        assertThat(cache.expected(CLEAR, delivery, transport)).isEmpty();
        cache.announced(CLEAR, ABLE, delivery, transport);
        assertThat(cache.expected(CLEAR, delivery, transport)).contains(ABLE);
    }

    @Test
    void other_ports_and_what_goes_through_tls_are_other_servers() {
        cache.announced(CLEAR, ABLE, delivery, transport);
        assertThat(cache.expected(TLS, delivery, transport)).isEmpty();
        assertThat(cache.expected(server(26, false), delivery, transport)).isEmpty();
        cache.announced(TLS, ABLE, delivery, transport);
        assertThat(cache.expected(TLS, delivery, transport)).contains(ABLE);
    }

    @Test
    void a_changed_announcement_takes_the_place_of_the_one_before() {
        cache.announced(CLEAR, ABLE, delivery, transport);
        Capabilities less = Capabilities.of(List.of("mx", "PIPELINING", "X_PIPE_CONNECT"));
        cache.announced(CLEAR, less, delivery, transport);
        assertThat(cache.expected(CLEAR, delivery, transport)).contains(less);
        cache.announced(CLEAR, Capabilities.of(List.of("mx", "PIPELINING")), delivery, transport);
        assertThat(cache.expected(CLEAR, delivery, transport)).isEmpty();
    }

    @Test
    void a_server_that_does_not_take_it_is_left_alone_whatever_it_announces() {
        cache.announced(CLEAR, ABLE, delivery, transport);
        cache.refused(CLEAR, delivery, transport);
        assertThat(cache.expected(CLEAR, delivery, transport)).isEmpty();
        cache.announced(CLEAR, ABLE, delivery, transport);
        assertThat(cache.expected(CLEAR, delivery, transport)).isEmpty();
        assertThat(delivery.context().log().lines(MailLog.Stream.MAIN))
                .containsExactly("H=mx.a.test [192.0.2.1] does not take early commands though it offers that");
    }

    @Test
    void an_announcement_is_forgotten_in_time() {
        delivery.context().option(PipeConnectPlugin.RETRY_DATA_EXPIRE, "1h");
        cache.announced(CLEAR, ABLE, delivery, transport);
        delivery.context().at(delivery.context().now().plus(Duration.ofMinutes(59)));
        assertThat(cache.expected(CLEAR, delivery, transport)).contains(ABLE);
        delivery.context().at(delivery.context().now().plus(Duration.ofMinutes(2)));
        assertThat(cache.expected(CLEAR, delivery, transport)).isEmpty();
    }

    @Test
    void nothing_is_kept_or_expected_of_hosts_that_are_not_in_the_option() {
        TestSettings none = TestSettings.block("remote_smtp");
        cache.announced(CLEAR, ABLE, delivery, none);
        assertThat(cache.expected(CLEAR, delivery, transport)).isEmpty();
        cache.announced(CLEAR, ABLE, delivery, transport);
        assertThat(cache.expected(CLEAR, delivery, none)).isEmpty();
        assertThat(cache.expected(
                        CLEAR, delivery, none.put(PipeConnectPlugin.HOSTS_PIPE_CONNECT, Optional.of(UNKNOWN))))
                .isEmpty();
    }

    @Test
    void what_a_hostile_server_announces_is_kept_within_bounds() {
        Capabilities huge = Capabilities.of(List.of("mx", "PIPELINING", "PIPECONNECT", "X " + "x".repeat(5000)));
        cache.announced(CLEAR, huge, delivery, transport);
        assertThat(cache.expected(CLEAR, delivery, transport)).isEmpty();
        Capabilities tabs = Capabilities.of(List.of("mx", "PIPELINING", "PIPECONNECT", "X a\tSTARTTLS "));
        cache.announced(CLEAR, tabs, delivery, transport);
        assertThat(cache.expected(CLEAR, delivery, transport)).isEmpty();
    }

    @Test
    void hints_that_cannot_be_had_are_as_none() {
        EhloCache blind = new EhloCache(new HintsStore() {
            @Override
            public Optional<String> find(String database, String key, Instant now) throws IOException {
                throw new IOException("disk on fire");
            }

            @Override
            public void change(String database, String key, Instant now, Duration keep, Change change)
                    throws IOException {
                throw new IOException("disk on fire");
            }
        });
        blind.announced(CLEAR, ABLE, delivery, transport);
        assertThat(blind.expected(CLEAR, delivery, transport)).isEmpty();
        assertThat(delivery.context().log().lines(MailLog.Stream.MAIN))
                .containsExactly("EHLO cache: disk on fire", "EHLO cache: disk on fire");
    }
}
