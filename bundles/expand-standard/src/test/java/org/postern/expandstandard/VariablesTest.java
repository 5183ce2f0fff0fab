package org.postern.expandstandard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Option;
import org.postern.api.mail.Controls;
import org.postern.api.mail.Host;
import org.postern.api.mail.Matched;
import org.postern.api.mail.Origin;
import org.postern.spi.Contribution;
import org.postern.spi.Variable;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestRecipient;
import org.postern.testkit.TestSession;

class VariablesTest {
    private final ExpandStandardPlugin plugin = new ExpandStandardPlugin(
            new Machine("mta.example", "1.2.3", 42, Machine.Owner.ROOT, ZoneOffset.ofHours(2), Map.of()),
            new Random(1));
    private final TestContext context = TestContext.create();

    private Optional<Text> read(String name) throws ExpansionException {
        Variable variable = plugin.contributions().stream()
                .filter(Variable.class::isInstance)
                .map(Variable.class::cast)
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name));
        return variable.read(context);
    }

    private String value(String name) throws ExpansionException {
        return read(name).orElse(Text.EMPTY).value();
    }

    private Option<?> option(String name) {
        return plugin.options().getFirst().options().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void each_name_is_unique_within_its_kind() {
        assertThat(plugin.contributions().stream()
                        .map(contribution -> contribution.getClass() + " " + contribution.name()))
                .doesNotHaveDuplicates();
        assertThat(plugin.contributions()).extracting(Contribution::name).contains("safe_filename", "substr", "==");
    }

    @Test
    void every_variable_can_be_read_where_nothing_is_known() throws ExpansionException {
        for (Contribution contribution : plugin.contributions()) {
            if (contribution instanceof Variable variable) {
                assertThat(variable.read(context).orElse(Text.EMPTY).tainted())
                        .as(variable.name())
                        .isFalse();
            }
        }
    }

    @Test
    void domains_follow_from_the_host_name() throws ExpansionException {
        assertThat(value("primary_hostname")).isEqualTo("mta.example");
        assertThat(value("qualify_recipient")).isEqualTo("mta.example");

        context.option(option("qualify_domain"), "q.example");
        assertThat(value("qualify_recipient")).isEqualTo("q.example");

        context.option(option("qualify_recipient"), "r.example");
        assertThat(value("qualify_domain")).isEqualTo("q.example");
        assertThat(value("qualify_recipient")).isEqualTo("r.example");
    }

    @Test
    void tells_the_time() throws ExpansionException {
        context.at(Instant.parse("2026-02-03T22:05:06.123456Z"));

        assertThat(value("tod_log")).isEqualTo("2026-02-04 00:05:06");
        assertThat(value("tod_full")).isEqualTo("Wed, 04 Feb 2026 00:05:06 +0200");
        assertThat(value("tod_bsdinbox")).isEqualTo("Wed Feb 04 00:05:06 2026");
        assertThat(value("tod_logfile")).isEqualTo("20260204");
        assertThat(value("tod_zone")).isEqualTo("+0200");
        assertThat(value("tod_zulu")).isEqualTo("20260203220506Z");
        assertThat(value("tod_epoch")).isEqualTo("1770156306");
        assertThat(value("tod_epoch_l")).isEqualTo("1770156306123456");
    }

    @Test
    void shows_the_recipient_tainted() throws ExpansionException {
        TestRecipient parent = TestRecipient.of("List@lists.example");
        context.recipient(TestRecipient.of("Bob@local.example").madeOf(parent).fact("home", "/home/bob"));

        assertThat(read("local_part")).contains(Text.tainted("Bob"));
        assertThat(read("domain")).contains(Text.tainted("local.example"));
        assertThat(value("original_local_part")).isEqualTo("List");
        assertThat(value("parent_domain")).isEqualTo("lists.example");
        assertThat(read("home")).contains(Text.trusted("/home/bob"));
        assertThat(value("router_name")).isEmpty();
    }

    @Test
    void shows_the_local_part_in_lower_case_in_acls() throws ExpansionException {
        context.phase(Phase.RCPT).recipient(TestRecipient.of("CaseFul@local.example"));
        assertThat(value("local_part")).isEqualTo("caseful");

        context.put(Controls.CASEFUL_LOCAL_PART, true);
        assertThat(value("local_part")).isEqualTo("CaseFul");
    }

    @Test
    void shows_what_lists_gave_and_facts_before_it() throws ExpansionException {
        context.put(
                Matched.SLOT,
                new Matched(
                        Optional.of(Text.trusted("from acl")),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(value("domain_data")).isEqualTo("from acl");

        context.recipient(TestRecipient.of("x@y.example").fact("domain_data", "from router"));
        assertThat(value("domain_data")).isEqualTo("from router");
    }

    @Test
    void shows_the_session() throws ExpansionException {
        context.session(
                TestSession.from("2001:db8:0:0:0:0:0:9").to("192.0.2.1", 587).ehlo("c.example"));

        assertThat(read("sender_host_address")).contains(Text.trusted("2001:db8::9"));
        assertThat(value("sender_host_port")).isEqualTo("40000");
        assertThat(read("sender_helo_name")).contains(Text.tainted("c.example"));
        assertThat(value("interface_address")).isEqualTo("192.0.2.1");
        assertThat(value("received_port")).isEqualTo("587");
        assertThat(value("received_protocol")).isEqualTo("esmtp");
        assertThat(value("sender_host_name")).isEmpty();
        assertThat(value("host_lookup_failed")).isEqualTo("1");
        assertThat(value("sender_fullhost")).isEqualTo("(c.example) [2001:db8::9]");
        assertThat(value("sender_rcvhost")).isEqualTo("[2001:db8::9] (helo=c.example)");
    }

    @Test
    void shows_a_verified_name_first() throws ExpansionException {
        context.session(TestSession.from("192.0.2.10").ehlo("said.example").named("c.example"));
        assertThat(value("sender_fullhost")).isEqualTo("c.example (said.example) [192.0.2.10]");
        assertThat(value("sender_rcvhost")).isEqualTo("c.example ([192.0.2.10] helo=said.example)");

        context.session(TestSession.from("192.0.2.10").ehlo("C.example").named("c.example"));
        assertThat(value("sender_fullhost")).isEqualTo("c.example [192.0.2.10]");
        assertThat(value("sender_rcvhost")).isEqualTo("c.example ([192.0.2.10])");
    }

    @Test
    void says_when_the_name_cannot_be_known_now() throws ExpansionException {
        context.session(TestSession.from("192.0.2.10").namelessFor("SERVFAIL"));

        assertThat(value("sender_host_name")).isEmpty();
        assertThat(value("host_lookup_deferred")).isEqualTo("1");
        assertThat(value("host_lookup_failed")).isEqualTo("0");
    }

    @Test
    void shows_after_the_session_what_the_message_keeps_of_it() throws ExpansionException {
        Origin origin = new Origin(
                Optional.of(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.10"), 4711)),
                "c.example",
                Optional.empty(),
                "said.example",
                "esmtps",
                "ann",
                "");
        context.message(TestMessage.from("ann@a.example").origin(origin));

        assertThat(value("sender_host_address")).isEqualTo("192.0.2.10");
        assertThat(value("sender_host_name")).isEqualTo("c.example");
        assertThat(value("sender_helo_name")).isEqualTo("said.example");
        assertThat(value("received_protocol")).isEqualTo("esmtps");
        assertThat(read("authenticated_id")).contains(Text.tainted("ann"));
        assertThat(value("interface_port")).isEqualTo("-1");
    }

    @Test
    void shows_the_message() throws ExpansionException {
        context.at(Instant.parse("2026-01-01T00:01:00Z"))
                .message(TestMessage.from("snd@env.example")
                        .to("a@x.example", "b@y.example")
                        .header("Received", "from x")
                        .header("From", "\"Ann Other\" <ann@from.example>")
                        .header("Subject", "=?iso-8859-1?Q?caf=E9_au?=\r\n =?iso-8859-1?Q?_lait?= plain")
                        .body("Body line 1\r\nline two\r\n"));

        assertThat(read("sender_address")).contains(Text.tainted("snd@env.example"));
        assertThat(value("sender_address_local_part")).isEqualTo("snd");
        assertThat(value("sender_address_domain")).isEqualTo("env.example");
        assertThat(value("recipients")).isEqualTo("a@x.example, b@y.example");
        assertThat(value("recipients_count")).isEqualTo("2");
        assertThat(value("received_count")).isEqualTo("1");
        assertThat(value("message_age")).isEqualTo("60");
        assertThat(value("reply_address")).isEqualTo("\"Ann Other\" <ann@from.example>");
        assertThat(value("message_headers")).endsWith("Subject: caf\u00e9 au lait plain");
        assertThat(value("message_headers_raw")).contains("?=\n =?iso");
        assertThat(value("message_body")).isEqualTo("Body line 1 line two ");
        assertThat(value("message_body_size")).isEqualTo("21");
        assertThat(value("body_linecount")).isEqualTo("2");
        assertThat(value("message_linecount")).isEqualTo("7");
        assertThat(value("max_received_linelength")).isEqualTo("36");
        context.message(TestMessage.from("").header("A", "b").body("12\r\n12345\r\n\r\n123"));
        assertThat(value("max_received_linelength")).isEqualTo("5");
        context.message(TestMessage.from("").header("A", "b").body("1\r\n1234567"));
        assertThat(value("max_received_linelength")).isEqualTo("7");
    }

    @Test
    void shows_the_ends_of_a_long_body() throws ExpansionException {
        context.option(option("message_body_visible"), "5")
                .message(TestMessage.from("").body("12345678\r\n\r\n90\r\n"));

        assertThat(value("message_body")).isEqualTo("12345");
        assertThat(value("message_body_end")).isEqualTo("  90 ");
        assertThat(read("message_body").orElseThrow().tainted()).isTrue();

        context.option(option("message_body_newlines"), "yes");
        assertThat(value("message_body_end")).isEqualTo("\n\n90\n");
    }

    @Test
    void shows_the_host_of_the_delivery() throws ExpansionException {
        context.host(Host.of("mx.example", InetAddress.ofLiteral("192.0.2.25")).withPort(26));

        assertThat(value("host") + " " + value("host_address") + " " + value("host_port"))
                .isEqualTo("mx.example 192.0.2.25 26");
    }
}
