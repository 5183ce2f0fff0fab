package org.postern.socks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.Host;
import org.postern.api.smtp.Capabilities;
import org.postern.spi.ClientExtension;
import org.postern.spi.ClientExtension.Use;
import org.postern.spi.Connection;
import org.postern.spi.Connector;
import org.postern.spi.EventListener;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestSettings;

class SocksPluginTest {
    private static final Host HOST = Host.of("mx.example.org", InetAddress.ofLiteral("203.0.113.9"));
    private static final InetSocketAddress TARGET = new InetSocketAddress(InetAddress.ofLiteral("203.0.113.9"), 25);
    private static final String HELLO = "<05 01 00";
    private static final String WELCOME = ">05 00";
    private static final String REQUEST = "<05 01 00 01 cb007109 0019";
    private static final String DONE = ">05 00 00 01 c6336407 9c41";
    private static final String GREETING =
            ">" + HexFormat.of().formatHex("220 x\r\n".getBytes(StandardCharsets.US_ASCII));

    private final TestSettings transport = TestSettings.block("remote_smtp");
    private final TestDelivery delivery = TestDelivery.to("user@example.org");
    private final TestContext context = delivery.context();

    private Optional<Connection> connect(Host host, InetSocketAddress target, Duration limit)
            throws IOException, ExpansionException {
        Connector connector = new SocksPlugin()
                .contributions().stream()
                        .filter(Connector.class::isInstance)
                        .map(Connector.class::cast)
                        .findFirst()
                        .orElseThrow();
        return connector.connect(host, target, new PlainDialing(limit), transport, context);
    }

    private Optional<Connection> connect() throws IOException, ExpansionException {
        return connect(HOST, TARGET, Duration.ofSeconds(10));
    }

    private String through(FakeProxy... proxies) throws Exception {
        StringBuilder list = new StringBuilder("<,");
        for (int i = 0; i < proxies.length; i++) {
            list.append(i > 0 ? "," : " ").append(proxies[i].entry("pri=" + (10 - i)));
        }
        return through(list.toString());
    }

    /// Connects, and gives the first line that the host says.
    private String through(String list) throws Exception {
        transport.set(SocksPlugin.PROXY, list);
        try (Connection connection = connect().orElseThrow()) {
            assertThat(connection.peer()).isEqualTo(TARGET);
            connection.timeout(Duration.ofSeconds(10));
            return new String(connection.input().readNBytes(7), StandardCharsets.US_ASCII);
        }
    }

    private String variable(String name) throws ExpansionException {
        context.contributions(new SocksPlugin().contributions());
        return context.variable(name).orElseThrow().value();
    }

    @Test
    void connects_directly_without_the_option_or_with_an_empty_list() throws Exception {
        assertThat(connect()).isEmpty();
        transport.set(SocksPlugin.PROXY, " ");
        assertThat(connect()).isEmpty();
    }

    @Test
    void has_a_proxy_connect_to_an_ipv4_address_and_takes_nothing_of_what_the_host_says() throws Exception {
        try (FakeProxy proxy = FakeProxy.playing(HELLO, WELCOME, REQUEST, DONE, GREETING)) {
            assertThat(through(proxy)).isEqualTo("220 x\r\n");
            assertThat(proxy.faults()).isEmpty();
            assertThat(variable("proxy_session")).isEqualTo("yes");
            assertThat(variable("proxy_local_address")).isEqualTo("127.0.0.1");
            assertThat(variable("proxy_local_port"))
                    .isEqualTo(Integer.toString(proxy.address().getPort()));
            assertThat(variable("proxy_external_address")).isEqualTo("198.51.100.7");
            assertThat(variable("proxy_external_port")).isEqualTo("40001");
        }
    }

    @Test
    void has_a_proxy_connect_to_an_ipv6_address() throws Exception {
        InetSocketAddress six = new InetSocketAddress(InetAddress.ofLiteral("2001:db8::9"), 25);
        try (FakeProxy proxy = FakeProxy.playing(
                HELLO,
                WELCOME,
                "<05 01 00 04 20010db8000000000000000000000009 0019",
                ">05 00 00 04 20010db8000000000000000000000007 9c41")) {
            transport.set(SocksPlugin.PROXY, proxy.entry(""));
            try (Connection connection =
                    connect(HOST, six, Duration.ofSeconds(10)).orElseThrow()) {
                assertThat(connection.peer()).isEqualTo(six);
            }
            assertThat(proxy.faults()).isEmpty();
            assertThat(variable("proxy_external_address")).isEqualTo("2001:db8::7");
        }
    }

    @Test
    void lets_the_proxy_look_up_the_name_if_it_is_to_and_there_is_one() throws Exception {
        String name = HexFormat.of().formatHex("mx.example.org".getBytes(StandardCharsets.US_ASCII));
        try (FakeProxy proxy = FakeProxy.playing(
                HELLO, WELCOME, "<05 01 00 03 0e " + name + "0019", ">05 00 00 03 01 61 0019", GREETING)) {
            assertThat(through(proxy.entry("resolve=proxy"))).isEqualTo("220 x\r\n");
            assertThat(proxy.faults()).isEmpty();
            assertThat(variable("proxy_external_address")).isEmpty();
        }
        Host bare = Host.of("203.0.113.9", InetAddress.ofLiteral("203.0.113.9"));
        try (FakeProxy proxy = FakeProxy.playing(HELLO, WELCOME, REQUEST, DONE)) {
            transport.set(SocksPlugin.PROXY, proxy.entry("resolve=proxy"));
            connect(bare, TARGET, Duration.ofSeconds(10)).orElseThrow().close();
            assertThat(proxy.faults()).isEmpty();
        }
    }

    @Test
    void logs_in_by_name_and_password() throws Exception {
        try (FakeProxy proxy = FakeProxy.playing(
                "<05 01 02", ">05 02", "<01 03 616e6e 06 736563726574", ">01 00", REQUEST, DONE, GREETING)) {
            assertThat(through(proxy.entry("auth=name name=ann pass=secret"))).isEqualTo("220 x\r\n");
            assertThat(proxy.faults()).isEmpty();
        }
    }

    @Test
    void a_refused_login_is_told_without_the_password() throws Exception {
        try (FakeProxy proxy = FakeProxy.playing("<05 01 02", ">05 02", "<01 03 616e6e 06 736563726574", ">01 01")) {
            assertThatThrownBy(() -> through(proxy.entry("auth=name name=ann pass=secret")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("it refused the login")
                    .hasMessageNotContaining("secret");
        }
        assertThat(new SocksProxy.Credentials("ann", "secret")).hasToString("ann");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ">05 ff | it does not take us without login",
                ">05 02 | it chose a method that was not offered",
                ">04 00 | it sent a version that is not 5",
                ">05 | it closed the connection"
            })
    void what_is_no_answer_to_the_greeting_is_the_proxys_fault(String answer, String fault) throws Exception {
        try (FakeProxy proxy = FakeProxy.playing(HELLO, answer)) {
            assertThatThrownBy(() -> through(proxy))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no SOCKS proxy connects us: [127.0.0.1]:"
                            + proxy.address().getPort() + ": " + fault);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ">05 01 | general SOCKS server failure",
                ">05 02 | connection not allowed by ruleset",
                ">05 07 | command not supported",
                ">05 08 | address type not supported",
                ">05 5b | reply 91",
                ">05 00 00 02 | it sent an address of an unknown type",
                ">05 00 00 01 c633 | it closed the connection"
            })
    void a_proxy_that_will_not_connect_leaves_it_to_the_next(String answer, String fault) throws Exception {
        try (FakeProxy first = FakeProxy.playing(HELLO, WELCOME, REQUEST, answer);
                FakeProxy second = FakeProxy.playing(HELLO, WELCOME, REQUEST, DONE, GREETING)) {
            assertThatThrownBy(() -> through(first)).hasMessageContaining(fault);
            assertThat(through(first, second)).isEqualTo("220 x\r\n");
            assertThat(first.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"03, Network is unreachable", "04, No route to host", "05, Connection refused", "06, TTL expired"})
    void what_a_proxy_says_of_the_host_holds_for_the_host(String code, String reason) throws Exception {
        try (FakeProxy first = FakeProxy.playing(HELLO, WELCOME, REQUEST, ">05" + code);
                FakeProxy second = FakeProxy.playing(HELLO, WELCOME, REQUEST, DONE, GREETING)) {
            assertThatThrownBy(() -> through(first, second))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageStartingWith(reason + " (by SOCKS proxy [127.0.0.1]:");
            assertThat(second.connections()).isZero();
        }
    }

    @Test
    void a_proxy_that_is_down_or_says_nothing_leaves_it_to_the_next() throws Exception {
        String down;
        try (FakeProxy gone = FakeProxy.playing()) {
            down = gone.entry("pri=9");
        }
        try (FakeProxy silent = FakeProxy.playing(HELLO, FakeProxy.SILENCE);
                FakeProxy last = FakeProxy.playing(HELLO, WELCOME, REQUEST, DONE, GREETING)) {
            String list = down + " : " + silent.entry("pri=8 tmo=1") + " : " + last.entry("");
            assertThat(through(list)).isEqualTo("220 x\r\n");
            assertThat(silent.connections()).isEqualTo(1);
        }
    }

    @Test
    void the_transports_limit_holds_for_all_proxies_together() throws Exception {
        try (FakeProxy silent = FakeProxy.playing(HELLO, FakeProxy.SILENCE);
                FakeProxy last = FakeProxy.playing(HELLO, WELCOME, REQUEST, DONE, GREETING)) {
            transport.set(SocksPlugin.PROXY, silent.entry("pri=8") + " : " + last.entry(""));
            assertThatThrownBy(() -> connect(HOST, TARGET, Duration.ofMillis(200)))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("Connection timed out");
            assertThat(last.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxy.example.org",
                "127.0.0.1 port=0",
                "127.0.0.1 port=70000",
                "127.0.0.1 port=x",
                "127.0.0.1 tmo=0",
                "127.0.0.1 tmo=soon",
                "127.0.0.1 weight=0",
                "127.0.0.1 auth=gssapi",
                "127.0.0.1 auth=name name=ann",
                "127.0.0.1 resolve=maybe",
                "127.0.0.1 user=ann",
                "127.0.0.300"
            })
    void a_list_that_is_wrong_is_no_way_to_go(String list) throws Exception {
        transport.set(SocksPlugin.PROXY, list);
        assertThatThrownBy(this::connect)
                .isInstanceOfSatisfying(
                        ExpansionException.class, e -> assertThat(e.forced()).isFalse())
                .hasMessageStartingWith("socks_proxy: ");
    }

    @Test
    void a_credential_of_more_than_a_byte_can_count_is_refused() {
        transport.set(SocksPlugin.PROXY, "127.0.0.1 auth=name name=ann pass=" + "x".repeat(256));
        assertThatThrownBy(this::connect).hasMessage("socks_proxy: pass is longer than 255 bytes");
    }

    @Test
    void an_entry_has_the_defaults_of_exim() throws Exception {
        SocksProxy proxy = SocksProxy.list("192.0.2.1").getFirst();
        assertThat(proxy.address().getPort()).isEqualTo(1080);
        assertThat(proxy.patience()).isEqualTo(Duration.ofSeconds(5));
        assertThat(proxy.priority()).isEqualTo(1);
        assertThat(proxy.weight()).isEqualTo(1);
        assertThat(proxy.credentials()).isEmpty();
        assertThat(SocksProxy.list("<; 2001:db8::1 port=81 tmo=1m;192.0.2.2"))
                .extracting(entry -> entry.address().getPort())
                .containsExactly(81, 1080);
    }

    @Test
    void the_highest_priority_comes_first_and_weight_decides_among_equals() throws Exception {
        List<SocksProxy> proxies = SocksProxy.list("192.0.2.1 : 192.0.2.2 pri=5 weight=9 : 192.0.2.3 pri=5");
        Order order = new Order(new Random(1));
        int first = 0;
        for (int i = 0; i < 1_000; i++) {
            List<SocksProxy> ordered = order.of(proxies);
            assertThat(ordered).hasSize(3).endsWith(proxies.getFirst());
            first += ordered.getFirst().equals(proxies.get(1)) ? 1 : 0;
        }
        assertThat(first).isBetween(850, 950);
    }

    private record Guard(List<String> seen, String answer) implements EventListener {
        @Override
        public String name() {
            return "guard";
        }

        @Override
        public Optional<Text> on(Event event, Context known) {
            seen.add(event.name());
            return Optional.of(Text.trusted(answer));
        }
    }

    @Test
    void an_event_tells_of_the_proxy_and_may_keep_us_from_it() throws Exception {
        List<String> seen = new ArrayList<>();
        context.contributions(List.of(new Guard(seen, "not now")));
        try (FakeProxy proxy = FakeProxy.playing(HELLO, WELCOME, REQUEST, DONE)) {
            assertThatThrownBy(() -> through(proxy)).hasMessageEndingWith("tcp:connect: not now");
            assertThat(seen).containsExactly("tcp:connect");
            assertThat(proxy.connections()).isZero();
        }
    }

    @Test
    void the_log_shows_the_proxy_if_it_is_to() throws Exception {
        ClientExtension field = new SocksPlugin()
                .contributions().stream()
                        .filter(ClientExtension.class::isInstance)
                        .map(ClientExtension.class::cast)
                        .findFirst()
                        .orElseThrow();
        context.logging("proxy");
        assertThat(field.use(HOST, Capabilities.NONE, delivery, transport)).isInstanceOf(Use.No.class);
        try (FakeProxy proxy = FakeProxy.playing(HELLO, WELCOME, REQUEST, DONE, GREETING)) {
            through(proxy);
            assertThat(field.use(HOST, Capabilities.NONE, delivery, transport))
                    .isInstanceOfSatisfying(
                            Use.With.class, with -> assertThat(with.logField()).isEqualTo("PRX=[127.0.0.1]"));
            context.logging("outgoing_port");
            assertThat(field.use(HOST, Capabilities.NONE, delivery, transport))
                    .isInstanceOfSatisfying(
                            Use.With.class,
                            with -> assertThat(with.logField())
                                    .isEqualTo(
                                            "PRX=[127.0.0.1]:" + proxy.address().getPort()));
        }
    }
}
