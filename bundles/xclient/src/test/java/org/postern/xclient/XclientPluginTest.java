package org.postern.xclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.ExpansionException;
import org.postern.api.mail.ArrivalTag;
import org.postern.api.net.ThroughProxy;
import org.postern.api.smtp.ClientIdentity;
import org.postern.api.smtp.ClientIdentity.Name;
import org.postern.spi.SmtpExtension;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestSession;

class XclientPluginTest {
    private static final String SPEAKER = "192.0.2.10";

    private final TestSession session = TestSession.from(SPEAKER);
    private final TestContext context = TestContext.create()
            .session(session)
            .option(XclientPlugin.HOSTS, SPEAKER)
            .contributions(new XclientPlugin().contributions());
    private final FakeExchange exchange = new FakeExchange(context, session.peer());
    private final SmtpExtension extension =
            context.contributions(SmtpExtension.class).getFirst();

    private String xclient(String argument) throws IOException {
        return extension
                .commands()
                .getFirst()
                .handle(exchange, argument)
                .orElseThrow()
                .toString();
    }

    private InetSocketAddress peer() {
        return exchange.connection().peer();
    }

    private ClientIdentity identity() {
        return exchange.identity().orElseThrow();
    }

    private String variable(String name) throws ExpansionException {
        return context.variable(name).orElseThrow().value();
    }

    @Test
    void is_on_offer_to_the_hosts_of_the_option_alone() throws Exception {
        assertThat(extension.advertise(context)).contains("NAME ADDR PROTO HELO PORT LOGIN DESTADDR DESTPORT");
        context.option(XclientPlugin.HOSTS, "");
        assertThat(extension.advertise(context)).isEmpty();
        assertThat(TestContext.create().setting(XclientPlugin.HOSTS).isEmpty()).isTrue();
    }

    @Test
    void a_host_that_is_not_trusted_changes_nothing() throws Exception {
        context.option(XclientPlugin.HOSTS, "198.51.100.1");
        assertThat(xclient("ADDR=198.51.100.7")).isEqualTo("550 5.7.0 Error: insufficient authorization");
        assertThat(exchange.identity()).isEmpty();
        assertThat(variable("proxy_session")).isEmpty();
    }

    @Test
    void the_client_is_who_the_host_says_and_is_greeted() throws Exception {
        assertThat(xclient("NAME=mail.example.org ADDR=198.51.100.7 PORT=40001 PROTO=ESMTP HELO=client.example.org "
                        + "LOGIN=ann DESTADDR=203.0.113.9 DESTPORT=25"))
                .isEqualTo("220 mx.example.org ESMTP");
        assertThat(peer()).hasToString("/198.51.100.7:40001");
        assertThat(identity())
                .isEqualTo(new ClientIdentity(
                        new Name.Known("mail.example.org"), "client.example.org", Optional.of(true), "xclient", "ann"));
        assertThat(variable("proxy_session")).isEqualTo("yes");
        assertThat(variable("proxy_local_address")).isEqualTo(SPEAKER);
        assertThat(variable("proxy_local_port")).isEqualTo("40000");
        assertThat(variable("proxy_external_address")).isEqualTo("203.0.113.9");
        assertThat(variable("proxy_external_port")).isEqualTo("25");
        assertThat(context.get(ArrivalTag.OF_CONNECTION))
                .contains(List.of(new ArrivalTag("proxy", "PRX=" + SPEAKER, ArrivalTag.Place.OF_SESSION)));
    }

    @Test
    void trust_is_the_hosts_and_not_the_clients_it_has_spoken_for() throws Exception {
        xclient("ADDR=198.51.100.7");
        context.session(TestSession.from("198.51.100.7"));
        assertThat(extension.advertise(context)).isPresent();
        assertThat(xclient("ADDR=198.51.100.8")).startsWith("220");
        assertThat(variable("proxy_local_address")).isEqualTo(SPEAKER);
    }

    @Test
    void another_version_of_the_plugin_knows_whom_to_trust() throws Exception {
        InetSocketAddress speaker = session.peer();
        context.session(TestSession.from("198.51.100.7").authenticated("ann"));
        context.put(ThroughProxy.SLOT, new ThroughProxy("xclient", Optional.of(speaker), Optional.empty()));
        assertThat(extension.advertise(context)).isPresent();
        context.put(ThroughProxy.SLOT, new ThroughProxy("proxy", Optional.of(speaker), Optional.empty()));
        assertThat(extension.advertise(context)).isEmpty();
    }

    @Test
    void a_client_that_becomes_one_of_the_trusted_is_not_trusted() throws Exception {
        context.option(XclientPlugin.HOSTS, "198.51.100.1").session(TestSession.from("198.51.100.9"));
        assertThat(xclient("ADDR=198.51.100.1")).startsWith("550");
    }

    @Test
    void what_is_not_named_stays_but_the_name_goes_with_the_address() throws Exception {
        xclient("NAME=mail.example.org ADDR=198.51.100.7 PORT=40001 HELO=client.example.org DESTADDR=203.0.113.9");
        xclient("LOGIN=ann DESTPORT=587");
        assertThat(peer()).hasToString("/198.51.100.7:40001");
        assertThat(identity().name()).isEqualTo(new Name.Known("mail.example.org"));
        assertThat(identity().helo()).isEqualTo("client.example.org");
        assertThat(identity().authenticatedId()).isEqualTo("ann");
        assertThat(variable("proxy_external_address")).isEqualTo("203.0.113.9");
        assertThat(variable("proxy_external_port")).isEqualTo("587");
        xclient("ADDR=198.51.100.8 LOGIN=[UNAVAILABLE]");
        assertThat(peer()).hasToString("/198.51.100.8:0");
        assertThat(identity().name()).isEqualTo(new Name.LookUp());
        assertThat(identity().authenticator()).isEmpty();
        xclient("PORT=7");
        assertThat(peer()).hasToString("/198.51.100.8:7");
    }

    @Test
    void a_name_may_be_missing_for_now_or_for_good() throws Exception {
        xclient("NAME=[UNAVAILABLE] ADDR=198.51.100.7");
        assertThat(identity().name()).isEqualTo(new Name.None());
        xclient("name=[tempunavail]");
        assertThat(identity().name()).isEqualTo(new Name.Unknown());
    }

    @Test
    void a_client_without_an_address_is_not_taken_for_the_host() throws Exception {
        xclient("ADDR=[UNAVAILABLE] PORT=[UNAVAILABLE] PROTO=[UNAVAILABLE] HELO=[UNAVAILABLE] DESTADDR=[UNAVAILABLE]");
        assertThat(peer()).hasToString("/0.0.0.0:0");
        assertThat(identity().extended()).isEmpty();
        assertThat(identity().helo()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ADDR=IPV6:2001:db8::7, /[2001:db8:0:0:0:0:0:7]:0",
        "addr=ipv6:2001:DB8::7, /[2001:db8:0:0:0:0:0:7]:0",
        "ADDR=IPV6:::ffff:198.51.100.7, /198.51.100.7:0",
        "ADDR=198.51.100.7, /198.51.100.7:0"
    })
    void an_ipv6_address_has_a_prefix(String argument, String peer) throws Exception {
        xclient(argument);
        assertThat(peer()).hasToString(peer);
    }

    @Test
    void values_are_xtext() throws Exception {
        xclient("HELO=a+3Db LOGIN=ann+40example.org");
        assertThat(identity().helo()).isEqualTo("a=b");
        assertThat(identity().authenticatedId()).isEqualTo("ann@example.org");
        xclient("PROTO=smtp");
        assertThat(identity().extended()).contains(false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | Syntax: XCLIENT attribute=value...",
                "ADDR | Error: attribute=value expected",
                "COLOUR=red | Bad XCLIENT attribute name: COLOUR",
                "ADDR=2001:db8::7 | Bad ADDR syntax: 2001:db8::7",
                "ADDR=198.51.100.300 | Bad ADDR syntax: 198.51.100.300",
                "ADDR=3325256711 | Bad ADDR syntax: 3325256711",
                "ADDR=IPV6:fe80::1%1 | Bad ADDR syntax: IPV6:fe80::1%1",
                "ADDR=[TEMPUNAVAIL] | Bad ADDR syntax: [TEMPUNAVAIL]",
                "NAME=[198.51.100.7] | Bad NAME syntax: [198.51.100.7]",
                "NAME=a..b | Bad NAME syntax: a..b",
                "PORT=65536 | Bad PORT syntax: 65536",
                "PORT=-1 | Bad PORT syntax: -1",
                "PROTO=LMTP | Bad PROTO syntax: LMTP",
                "HELO= | Bad HELO syntax: ",
                "HELO=a+0D+0Ab | Bad HELO syntax: a+0D+0Ab",
                "LOGIN=a+zz | Bad LOGIN syntax: a+zz",
                "LOGIN=a+4 | Bad LOGIN syntax: a+4",
                "DESTPORT=smtp | Bad DESTPORT syntax: smtp",
                "ADDR=198.51.100.7 PORT=x | Bad PORT syntax: x"
            })
    void an_argument_that_is_wrong_changes_nothing(String argument, String complaint) throws Exception {
        assertThat(xclient(argument).stripTrailing()).isEqualTo(("501 5.5.4 " + complaint).stripTrailing());
        assertThat(exchange.identity()).isEmpty();
        assertThat(variable("proxy_session")).isEmpty();
    }

    @Test
    void does_not_come_in_a_transaction_or_with_more_behind_it() throws Exception {
        context.message(TestMessage.from("ann@example.org"));
        assertThat(xclient("ADDR=198.51.100.7")).isEqualTo("503 5.5.1 Error: MAIL transaction in progress");
        TestContext idle = TestContext.create().session(session).option(XclientPlugin.HOSTS, SPEAKER);
        FakeExchange pipelined = new FakeExchange(idle, session.peer());
        pipelined.pipelining();
        assertThat(extension.commands().getFirst().handle(pipelined, "ADDR=198.51.100.7"))
                .hasValueSatisfying(reply -> assertThat(reply.code()).isEqualTo(503));
        assertThat(pipelined.identity()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void any_argument_gives_an_introduction_or_a_complaint(int seed) throws Exception {
        Random random = new Random(seed);
        String[] words = {"ADDR=", "NAME=", "HELO=", "PORT=", "IPV6:", "+", "=", " ", "[", "::", "1.", "9", "\u00ff"};
        for (int i = 0; i < 5_000; i++) {
            StringBuilder argument = new StringBuilder();
            for (int j = random.nextInt(12); j > 0; j--) {
                argument.append(words[random.nextInt(words.length)]);
            }
            assertThat(xclient(argument.toString())).matches("(?s)(220|501 5\\.5\\.4) .*");
        }
    }
}
