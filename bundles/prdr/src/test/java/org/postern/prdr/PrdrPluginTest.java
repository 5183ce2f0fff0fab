package org.postern.prdr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog;
import org.postern.api.Phase;
import org.postern.api.config.MatchList;
import org.postern.api.mail.ArrivalTag;
import org.postern.api.mail.Host;
import org.postern.api.smtp.Capabilities;
import org.postern.api.smtp.RecipientVerdict;
import org.postern.api.smtp.Reply;
import org.postern.spi.ClientExtension.Use;
import org.postern.spi.Contribution;
import org.postern.spi.SmtpExtension;
import org.postern.spi.Variable;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestSession;
import org.postern.testkit.TestSettings;

class PrdrPluginTest {
    private static final Host MX = Host.of("mx.example.org", InetAddress.ofLiteral("192.0.2.1"));
    private static final Capabilities ABLE = Capabilities.of(List.of("mx.example.org", "PRDR"));

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
    private final TestSettings transport = TestSettings.block("remote_smtp");

    private static <C extends Contribution> C find(Class<C> kind) {
        return new PrdrPlugin()
                .contributions().stream()
                        .filter(kind::isInstance)
                        .map(kind::cast)
                        .findFirst()
                        .orElseThrow();
    }

    private FakeExchange dialogue(String... to) {
        context.message(
                TestMessage.from("ann@example.org").parameter("PRDR", "").to(to));
        return new FakeExchange(context, recipient -> switch (recipient
                .address()
                .localPart()) {
            case "later" -> new RecipientVerdict.Refused(Reply.of(450, "", "come back"), "");
            case "never" -> new RecipientVerdict.Refused(Reply.of(550, "", "go away"), "spam for never");
            case "plain" -> new RecipientVerdict.Refused(Reply.of(550, "", "PRDR R=<plain@a.test> refusal"), "");
            case "gone" -> new RecipientVerdict.Discarded(Phase.PRDR, Optional.empty());
            case "told" -> new RecipientVerdict.Accepted(Optional.of(Reply.of(250, "", "with pleasure")));
            default -> new RecipientVerdict.Accepted(Optional.empty());
        });
    }

    private static Optional<Reply> check(FakeExchange exchange) throws IOException {
        return find(RecipientCheck.class).check(exchange);
    }

    private String variable() throws ExpansionException {
        return find(Variable.class).read(context).orElseThrow().value();
    }

    @Test
    void is_on_offer_where_the_option_says_so() throws ExpansionException {
        assertThat(find(SmtpExtension.class).advertise(context)).isEmpty();
        context.option(PrdrPlugin.PRDR_ENABLE, "true");
        assertThat(find(SmtpExtension.class).advertise(context)).contains("");
    }

    @Test
    void the_parameter_takes_no_value() {
        var parameter = find(SmtpExtension.class).parameters().getFirst();
        assertThat(parameter.accept(context, Optional.empty())).isEmpty();
        assertThat(parameter.accept(context, Optional.of("x")))
                .hasValueSatisfying(reply -> assertThat(reply.code()).isEqualTo(501));
    }

    @Test
    void answers_for_each_recipient_in_the_order_of_rcpt_and_goes_on_with_those_that_are_left() throws Exception {
        FakeExchange exchange = dialogue("a@a.test", "later@a.test", "never@a.test", "told@a.test");

        assertThat(check(exchange)).isEmpty();
        assertThat(exchange.sent())
                .containsExactly(
                        "353 PRDR content analysis beginning",
                        "250 2.1.5 PRDR R=<a@a.test> acceptance",
                        "450 4.7.1 come back",
                        "550 5.7.1 go away",
                        "250 2.1.5 with pleasure");
        assertThat(exchange.dropped()).containsExactly("later", "never");
        assertThat(variable()).isEqualTo("yes");
    }

    @Test
    void the_log_has_a_line_for_each_recipient_and_a_tag() throws Exception {
        check(dialogue("a@a.test", "later@a.test", "never@a.test", "plain@a.test", "told@a.test"));

        assertThat(context.log().lines(MailLog.Stream.MAIN))
                .extracting(line -> line.substring(line.indexOf("PRDR")))
                .containsExactly(
                        "PRDR R=<a@a.test> acceptance",
                        "PRDR later@a.test come back",
                        "PRDR never@a.test spam for never",
                        "PRDR R=<plain@a.test> refusal",
                        "PRDR told@a.test with pleasure");
        assertThat(context.get(ArrivalTag.ALL).orElseThrow())
                .containsExactly(new ArrivalTag("", "PRDR", ArrivalTag.Place.OF_SESSION, -30));
    }

    @Test
    void a_recipient_that_is_discarded_is_taken_and_gets_nothing() throws Exception {
        FakeExchange exchange = dialogue("gone@a.test", "gone@b.test");

        assertThat(check(exchange)).isEmpty();
        assertThat(exchange.sent()).contains("250 2.1.5 PRDR R=<gone@a.test> acceptance");
        assertThat(exchange.dropped()).hasSize(2);
    }

    @Test
    void a_message_that_all_refuse_is_refused() throws Exception {
        assertThat(check(dialogue("never@a.test", "never@b.test")))
                .hasValueSatisfying(reply -> assertThat(reply.code()).isEqualTo(550));
    }

    @Test
    void a_message_that_all_defer_or_refuse_gets_no_error_that_would_count_for_all() throws Exception {
        assertThat(check(dialogue("never@a.test", "later@b.test")))
                .hasValueSatisfying(reply -> assertThat(reply.code()).isEqualTo(250));
    }

    @Test
    void one_recipient_is_not_asked_about() throws Exception {
        FakeExchange exchange = dialogue("never@a.test");

        assertThat(variable()).isEqualTo("yes");
        assertThat(check(exchange)).isEmpty();
        assertThat(exchange.sent()).isEmpty();
        assertThat(variable()).isEqualTo("no");
        assertThat(context.get(ArrivalTag.ALL)).isEmpty();
    }

    @Test
    void nobody_is_asked_about_where_the_client_did_not_want_it() throws Exception {
        FakeExchange exchange = dialogue("never@a.test", "a@a.test");
        context.message(TestMessage.from("ann@example.org").to("never@a.test", "a@a.test"));

        assertThat(check(exchange)).isEmpty();
        assertThat(exchange.sent()).isEmpty();
        assertThat(variable()).isEqualTo("no");
    }

    private Use use(TestDelivery delivery, Capabilities capabilities) throws ExpansionException {
        return find(OnwardExtension.class).use(MX, capabilities, delivery, transport);
    }

    @Test
    void a_server_that_offers_it_is_asked_for_an_answer_to_each_of_several_recipients() throws ExpansionException {
        TestDelivery two = TestDelivery.to("a@a.test", "b@a.test");

        assertThat(use(two, ABLE)).isInstanceOfSatisfying(Use.With.class, with -> {
            assertThat(with.mail()).isEqualTo(Map.of("PRDR", ""));
            assertThat(with.repliesPerRecipient()).isTrue();
            assertThat(with.logField()).isEqualTo("PRDR");
        });
        assertThat(use(two, Capabilities.NONE)).isInstanceOf(Use.No.class);
        assertThat(use(TestDelivery.to("a@a.test"), ABLE)).isInstanceOf(Use.No.class);
    }

    @Test
    void a_server_that_is_not_in_the_list_is_not_asked() throws ExpansionException {
        transport.set(PrdrPlugin.HOSTS_TRY_PRDR, "192.0.2.9");
        assertThat(use(TestDelivery.to("a@a.test", "b@a.test"), ABLE)).isInstanceOf(Use.No.class);
    }

    @Test
    void a_list_that_cannot_be_matched_now_defers() {
        transport.put(PrdrPlugin.HOSTS_TRY_PRDR, Optional.of(UNKNOWN));
        assertThatThrownBy(() -> use(TestDelivery.to("a@a.test", "b@a.test"), ABLE))
                .isInstanceOf(ExpansionException.class)
                .hasMessageContaining("hosts_try_prdr: DNS is down");
    }
}
