package org.postern.smtputf8;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Address;
import org.postern.api.mail.Controls;
import org.postern.api.mail.Host;
import org.postern.api.mail.ProtocolTag;
import org.postern.api.smtp.Capabilities;
import org.postern.spi.AclModifier;
import org.postern.spi.ClientExtension;
import org.postern.spi.ClientExtension.Use;
import org.postern.spi.Contribution;
import org.postern.spi.SmtpExtension;
import org.postern.spi.SmtpParameter;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestSession;
import org.postern.testkit.TestSettings;

class Smtputf8PluginTest {
    private static final Host MX = Host.named("mx.example.org");
    private static final Capabilities OFFERED = new Capabilities(Map.of("SMTPUTF8", "", "8BITMIME", ""));
    private static final Capabilities NOT_OFFERED = new Capabilities(Map.of("8BITMIME", ""));

    private final TestContext context =
            TestContext.create().session(TestSession.from("192.0.2.10")).message(TestMessage.from("ann@example.org"));
    private final TestSettings transport = TestSettings.block("remote_smtp");

    /// 8BITMIME as the server has it.
    private record EightBit(boolean isOffered) implements SmtpExtension {
        @Override
        public String name() {
            return "8bitmime";
        }

        @Override
        public Optional<String> advertise(Context context) {
            return isOffered ? Optional.of("") : Optional.empty();
        }
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static Address address(String text) {
        String bytes = bytes(text);
        int at = bytes.indexOf('@');
        return at < 0 ? Address.NULL : new Address(bytes.substring(0, at), bytes.substring(at + 1));
    }

    private static <C extends Contribution> C find(Class<C> kind) {
        return new Smtputf8Plugin()
                .contributions().stream()
                        .filter(kind::isInstance)
                        .map(kind::cast)
                        .findFirst()
                        .orElseThrow();
    }

    private static SmtpParameter parameter(Phase command) {
        return find(SmtpExtension.class).parameters().stream()
                .filter(parameter -> parameter.command() == command)
                .findFirst()
                .orElseThrow();
    }

    private static TestDelivery delivery(String from, String... to) {
        TestDelivery delivery = TestDelivery.to(to);
        TestMessage message = TestMessage.from("ann@example.org");
        delivery.message(message).returnPath(address(from));
        delivery.context().message(message);
        return delivery;
    }

    private static TestDelivery requested(TestDelivery delivery) {
        delivery.context().put(Controls.UTF8, true);
        return delivery;
    }

    private Use use(TestDelivery delivery, Capabilities capabilities) throws ExpansionException {
        return find(ClientExtension.class).use(MX, capabilities, delivery, transport);
    }

    private static Optional<String> written(Use use, String address) {
        assertThat(use).isInstanceOf(Use.Readdress.class);
        return ((Use.Readdress) use).form().apply(address(address)).map(Address::toString);
    }

    @Test
    void is_on_offer_to_the_hosts_of_the_option_where_8bitmime_is() throws ExpansionException {
        SmtpExtension extension = find(SmtpExtension.class);
        assertThat(extension.advertise(context)).isEmpty();
        context.contributions(List.of(new EightBit(false)));
        assertThat(extension.advertise(context)).isEmpty();
    }

    @Test
    void is_on_offer_to_every_host_by_default() throws ExpansionException {
        context.contributions(List.of(new EightBit(true)));
        assertThat(find(SmtpExtension.class).advertise(context)).contains("");
        context.option(Smtputf8Plugin.ADVERTISE, "");
        assertThat(find(SmtpExtension.class).advertise(context)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"MAIL", "VRFY", "EXPN"})
    void the_parameter_permits_utf8_and_takes_no_value(Phase command) {
        SmtpParameter parameter = parameter(command);
        assertThat(parameter.keyword()).isEqualTo("SMTPUTF8");
        assertThat(parameter.permitsUtf8()).isTrue();
        assertThat(parameter.accept(context, Optional.empty())).isEmpty();
        assertThat(parameter.accept(context, Optional.of("yes")))
                .hasValueSatisfying(reply -> assertThat(reply.code()).isEqualTo(501));
    }

    @ParameterizedTest
    @ValueSource(strings = {"esmtp", "esmtpsa", "lmtp"})
    void marks_the_protocol(String word) {
        parameter(Phase.MAIL).begun(context);
        assertThat(ProtocolTag.apply(context.get(ProtocolTag.ALL).orElseThrow(), word))
                .isEqualTo("utf8" + word);
    }

    @Test
    void a_message_in_ascii_goes_as_it_is() throws ExpansionException {
        TestDelivery plain = delivery("ann@example.org", "bob@example.org");
        assertThat(use(plain, OFFERED)).isEqualTo(new Use.No());
        assertThat(use(requested(plain), NOT_OFFERED)).isEqualTo(new Use.No());
    }

    @Test
    void a_message_that_came_with_it_goes_on_with_it() throws ExpansionException {
        Use use = use(requested(delivery("ann@example.org", "bob@example.org")), OFFERED);
        assertThat(use).isInstanceOf(Use.With.class);
        assertThat(((Use.With) use).mail()).isEqualTo(Map.of("SMTPUTF8", "", "BODY", "8BITMIME"));
    }

    @Test
    void a_message_that_did_not_goes_with_it_if_an_address_needs_it() throws ExpansionException {
        assertThat(use(delivery("", bytes("usér@example.org")), OFFERED)).isInstanceOf(Use.With.class);
        assertThat(use(delivery("usér@example.org", "bob@example.org"), OFFERED))
                .isInstanceOf(Use.With.class);
    }

    @Test
    void without_it_addresses_are_written_in_ascii() throws ExpansionException {
        Use use = use(requested(delivery("usér@söme.example", "bob@example.org")), NOT_OFFERED);
        assertThat(written(use, "usér@söme.example")).contains("xn--usr-cma@xn--sme-sna.example");
        assertThat(written(use, "bob@example.org")).contains("bob@example.org");
        assertThat(written(use, "bob@\u0308.example")).isEmpty();
    }

    @Test
    void where_that_is_not_wanted_a_domain_is_still_the_same_in_a_labels() throws ExpansionException {
        transport.set(Smtputf8Plugin.UTF8_DOWNCONVERT, "0");
        Use use = use(requested(delivery("ann@söme.example", "bob@example.org", bytes("ü@example.org"))), NOT_OFFERED);
        assertThat(written(use, "ann@söme.example")).contains("ann@xn--sme-sna.example");
        assertThat(written(use, "ü@example.org")).isEmpty();
        assertThat(((Use.Readdress) use).status()).isEqualTo("5.6.7");
    }

    @Test
    void where_that_is_not_wanted_a_message_that_needs_it_is_refused() throws ExpansionException {
        transport.set(Smtputf8Plugin.UTF8_DOWNCONVERT, "0");
        Use refused = new Use.Refuse("utf8 support required but not offered for forwarding", true, "5.6.7");
        assertThat(use(requested(delivery("usér@example.org", "bob@example.org")), NOT_OFFERED))
                .isEqualTo(refused);
        assertThat(use(requested(delivery("ann@example.org", bytes("ü@example.org"))), NOT_OFFERED))
                .isEqualTo(refused);
        TestDelivery header = delivery("ann@example.org", "bob@example.org").header("Subject", bytes("grüße"));
        assertThat(use(header, NOT_OFFERED)).isEqualTo(new Use.No());
        assertThat(use(requested(header), NOT_OFFERED)).isEqualTo(refused);
    }

    @Test
    void where_it_is_demanded_addresses_are_ascii_for_every_host() throws ExpansionException {
        transport.set(Smtputf8Plugin.UTF8_DOWNCONVERT, "1");
        Use use = use(requested(delivery("usér@example.org", "bob@example.org")), OFFERED);
        assertThat(written(use, "usér@example.org")).contains("xn--usr-cma@example.org");
    }

    @Test
    void the_control_counts_where_the_transport_says_nothing() throws Exception {
        TestDelivery delivery = requested(delivery("usér@example.org", "bob@example.org"));
        find(AclModifier.class).compile("", new TestCompiler()).apply(delivery.context());
        assertThat(use(delivery, OFFERED)).isInstanceOf(Use.Readdress.class);
        find(AclModifier.class).compile("0", new TestCompiler()).apply(delivery.context());
        assertThat(use(delivery, NOT_OFFERED)).isInstanceOf(Use.Refuse.class);
        transport.set(Smtputf8Plugin.UTF8_DOWNCONVERT, "-1");
        assertThat(use(delivery, NOT_OFFERED)).isInstanceOf(Use.Readdress.class);
    }

    @Test
    void what_the_control_has_said_is_kept() {
        var codec = Downconversion.CONTROL.codec().orElseThrow();
        for (Downconversion value : Downconversion.values()) {
            assertThat((Object) codec.decode().apply(codec.encode().apply(value)))
                    .isEqualTo(value);
        }
    }

    @Test
    void values_are_1_0_and_minus_1() {
        assertThatThrownBy(() -> find(AclModifier.class).compile("2", new TestCompiler()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("bad option value for control=utf8_downconvert: 2");
        transport.set(Smtputf8Plugin.UTF8_DOWNCONVERT, "yes");
        assertThatThrownBy(() -> use(delivery("usér@example.org", "bob@example.org"), NOT_OFFERED))
                .isInstanceOf(ExpansionException.class)
                .hasMessage("utf8_downconvert is neither 1, 0 nor -1: yes");
    }

    @Test
    void bytes_that_are_not_utf8_are_written_in_no_way() throws ExpansionException {
        TestDelivery delivery = delivery("ann@example.org", "\u00ff@example.org", "bob@\u00c0\u00af.example");
        Use use = use(delivery, NOT_OFFERED);
        assertThat(((Use.Readdress) use).form().apply(new Address("\u00ff", "example.org")))
                .isEmpty();
        assertThat(((Use.Readdress) use).form().apply(new Address("bob", "\u00c0\u00af.example")))
                .isEmpty();
    }
}
