package org.postern.dsn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.spi.SmtpExtension;
import org.postern.spi.SmtpParameter;
import org.postern.spi.Variable;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestSession;

class DsnPluginTest {
    private final TestContext context = TestContext.create().session(TestSession.from("192.0.2.10"));
    private final DsnPlugin plugin = new DsnPlugin();
    private final SmtpExtension extension = plugin.contributions().stream()
            .filter(SmtpExtension.class::isInstance)
            .map(SmtpExtension.class::cast)
            .findFirst()
            .orElseThrow();

    private Optional<Text> variable(String name) throws Exception {
        return plugin.contributions().stream()
                .filter(Variable.class::isInstance)
                .map(Variable.class::cast)
                .filter(variable -> variable.name().equals(name))
                .findFirst()
                .orElseThrow()
                .read(context);
    }

    private SmtpParameter parameter(Phase command, String keyword) {
        return extension.parameters().stream()
                .filter(known -> known.command() == command && known.keyword().equals(keyword))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void is_offered_to_nobody_unless_the_configuration_says_so() throws Exception {
        assertThat(extension.advertise(context)).isEmpty();
        context.option(DsnPlugin.ADVERTISE, "192.0.2.10");
        assertThat(extension.advertise(context)).contains("");
        context.option(DsnPlugin.ADVERTISE, "192.0.2.11");
        assertThat(extension.advertise(context)).isEmpty();
    }

    @Test
    void mail_and_rcpt_take_two_parameters_each() {
        assertThat(parameter(Phase.MAIL, "RET").accept(context, Optional.of("HDRS")))
                .isEmpty();
        assertThat(parameter(Phase.MAIL, "ENVID").accept(context, Optional.of("q1")))
                .isEmpty();
        assertThat(parameter(Phase.RCPT, "NOTIFY").accept(context, Optional.of("NEVER")))
                .isEmpty();
        assertThat(parameter(Phase.RCPT, "ORCPT").accept(context, Optional.of("rfc822;a@b")))
                .isEmpty();
    }

    @Test
    void what_is_malformed_or_missing_is_refused() {
        assertThat(parameter(Phase.MAIL, "RET")
                        .accept(context, Optional.empty())
                        .orElseThrow())
                .hasToString("501 5.5.4 Invalid value for RET parameter");
        assertThat(parameter(Phase.RCPT, "NOTIFY")
                        .accept(context, Optional.of("NEVER,DELAY"))
                        .orElseThrow())
                .hasToString("501 5.5.4 Invalid value for NOTIFY parameter");
    }

    @Test
    void variables_show_what_mail_said() throws Exception {
        assertThat(variable("dsn_ret").orElseThrow().value()).isEmpty();
        context.message(
                TestMessage.from("ann@example.org").parameter("RET", "HDRS").parameter("ENVID", "q1"));
        assertThat(variable("dsn_ret").orElseThrow().value()).isEqualTo("hdrs");
        assertThat(variable("dsn_envid").orElseThrow()).isEqualTo(Text.tainted("q1"));
    }
}
