package org.postern.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.api.smtp.SessionLimits;
import org.postern.spi.SmtpExtension;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestSession;

class LimitsPluginTest {
    private final TestContext context = TestContext.create().session(TestSession.from("192.0.2.10"));
    private final SmtpExtension extension =
            (SmtpExtension) new LimitsPlugin().contributions().getFirst();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1000 | 50000 | MAILMAX=1000 RCPTMAX=50000",
                "0 | 5 | RCPTMAX=5",
                "7 | 0 | MAILMAX=7",
                "1000000 | 2K | RCPTMAX=2048",
                "999999 | 1000000 | MAILMAX=999999"
            })
    void what_is_in_force_is_announced(String mails, String recipients, String announced) throws Exception {
        context.option(SessionLimits.SMTP_ACCEPT_MAX_PER_CONNECTION, mails)
                .option(SessionLimits.RECIPIENTS_MAX, recipients);

        assertThat(extension.advertise(context)).contains(announced);
    }

    @Test
    void where_nothing_is_limited_there_is_nothing_to_announce() throws Exception {
        context.option(SessionLimits.SMTP_ACCEPT_MAX_PER_CONNECTION, "0").option(SessionLimits.RECIPIENTS_MAX, "0");

        assertThat(extension.advertise(context)).isEmpty();
    }

    @Test
    void only_some_hosts_are_told() throws Exception {
        assertThat(extension.advertise(context)).contains("MAILMAX=1000 RCPTMAX=50000");
        context.option(LimitsPlugin.ADVERTISE, "192.0.2.11");
        assertThat(extension.advertise(context)).isEmpty();
    }
}
