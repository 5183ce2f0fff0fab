package org.postern.requiretls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.ExpansionException;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Controls;
import org.postern.api.mail.Host;
import org.postern.api.mail.ProtocolTag;
import org.postern.api.net.TlsInfo;
import org.postern.api.smtp.Capabilities;
import org.postern.spi.AclModifier;
import org.postern.spi.ClientExtension.Use;
import org.postern.spi.Contribution;
import org.postern.spi.SmtpExtension;
import org.postern.spi.TlsPolicySource.Decision;
import org.postern.spi.Variable;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestSession;
import org.postern.testkit.TestSettings;

class RequiretlsPluginTest {
    private static final TlsInfo TLS = new TlsInfo(
            "TLS1.3",
            "TLS_AES_256_GCM_SHA384",
            "",
            256,
            "",
            "",
            List.of(),
            Optional.empty(),
            TlsInfo.Verdict.NOT_ASKED,
            TlsInfo.Ocsp.NOT_REQUESTED,
            0);
    private static final Host MX = Host.named("mx.example.org");

    private final TestSession session = TestSession.from("192.0.2.10");
    private final TestContext context =
            TestContext.create().session(session).message(TestMessage.from("ann@example.org"));
    private final TestSettings transport = TestSettings.block("remote_smtp");

    private static <C extends Contribution> C find(Class<C> kind) {
        return new RequiretlsPlugin()
                .contributions().stream()
                        .filter(kind::isInstance)
                        .map(kind::cast)
                        .findFirst()
                        .orElseThrow();
    }

    private static TestDelivery delivery(TestMessage message) {
        TestDelivery delivery = TestDelivery.to("user@example.org").message(message);
        delivery.context().message(message);
        return delivery;
    }

    private void begins() {
        find(SmtpExtension.class).parameters().getFirst().begun(context);
    }

    private String variable() throws ExpansionException {
        return find(Variable.class).read(context).orElseThrow().value();
    }

    @Test
    void is_on_offer_inside_tls_only_and_to_the_hosts_of_the_option() throws ExpansionException {
        context.option(RequiretlsPlugin.ADVERTISE, "*");
        assertThat(find(SmtpExtension.class).advertise(context)).isEmpty();
        session.encrypted(TLS);
        assertThat(find(SmtpExtension.class).advertise(context)).contains("");
        context.option(RequiretlsPlugin.ADVERTISE, "");
        assertThat(find(SmtpExtension.class).advertise(context)).isEmpty();
    }

    @Test
    void the_parameter_takes_no_value() {
        var parameter = find(SmtpExtension.class).parameters().getFirst();
        assertThat(parameter.accept(context, Optional.empty())).isEmpty();
        assertThat(parameter.accept(context, Optional.of("yes")))
                .hasValueSatisfying(reply -> assertThat(reply.code()).isEqualTo(501));
    }

    @Test
    void a_message_that_came_with_it_requires_tls_and_the_next_does_not() throws ExpansionException {
        assertThat(variable()).isEmpty();
        begins();
        assertThat(variable()).isEqualTo("yes");
        context.nextMessage(TestMessage.from("bob@example.org"));
        assertThat(variable()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"esmtps, esmtpS", "esmtpsa, esmtpSa", "lmtps, lmtpS", "esmtp, esmtp", "utf8esmtps, utf8esmtpS"})
    void marks_the_protocol(String word, String marked) {
        begins();
        List<ProtocolTag> tags = context.get(ProtocolTag.ALL).orElseThrow();
        assertThat(ProtocolTag.apply(tags, word)).isEqualTo(marked);
    }

    @Test
    void reports_on_it_return_the_header_only() {
        begins();
        assertThat(context.get(Controls.RETURN_HEADER_ONLY)).contains(true);
    }

    @Test
    void a_control_demands_it_too() throws Exception {
        AclModifier control = find(AclModifier.class);
        control.compile("", new TestCompiler()).apply(context);
        control.compile("", new TestCompiler()).apply(context);
        assertThat(variable()).isEqualTo("yes");
        assertThat(context.get(ProtocolTag.ALL).orElseThrow()).hasSize(1);
        assertThatThrownBy(() -> control.compile("strict", new TestCompiler()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("control = requiretls takes no options: strict");
    }

    @Test
    void goes_on_with_it_or_not_at_all() throws ExpansionException {
        TestMessage message = TestMessage.from("ann@example.org");
        TestDelivery delivery = delivery(message);
        OnwardExtension onward = find(OnwardExtension.class);
        Capabilities able = Capabilities.of(List.of("mx.example.org", "REQUIRETLS"));

        assertThat(onward.use(MX, able, delivery, transport)).isInstanceOf(Use.No.class);
        message.parameter("REQUIRETLS", "");
        assertThat(onward.use(MX, able, delivery, transport))
                .isInstanceOfSatisfying(
                        Use.With.class,
                        with -> assertThat(with.mail()).containsExactly(java.util.Map.entry("REQUIRETLS", "")));
        assertThat(onward.use(MX, Capabilities.NONE, delivery, transport))
                .isInstanceOfSatisfying(Use.Refuse.class, refuse -> {
                    assertThat(refuse.status()).isEqualTo("5.7.30");
                    assertThat(refuse.next()).isTrue();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"No", "no", " NO ", "(it is a reminder) No"})
    void the_field_waives_what_the_domain_has_published(String value) {
        TestDelivery delivery = delivery(TestMessage.from("ann@example.org").header("TLS-Required", value));
        assertThat(find(OnwardPolicy.class).decide(MX, delivery, transport)).isInstanceOf(Decision.Waive.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Yes", "", "Nope", "(No)", "No No"})
    void another_value_of_the_field_says_nothing(String value) {
        TestDelivery delivery = delivery(TestMessage.from("ann@example.org").header("TLS-Required", value));
        assertThat(find(OnwardPolicy.class).decide(MX, delivery, transport)).isInstanceOf(Decision.NoOpinion.class);
    }

    @Test
    void a_message_with_both_requires_tls() {
        TestDelivery delivery = delivery(
                TestMessage.from("ann@example.org").header("TLS-Required", "No").parameter("REQUIRETLS", ""));
        assertThat(find(OnwardPolicy.class).decide(MX, delivery, transport))
                .isEqualTo(new Decision.Demand("REQUIRETLS", "5.7.30"));
    }
}
