package org.postern.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postern.api.mail.Host;
import org.postern.api.smtp.Capabilities;
import org.postern.spi.ClientExtension.Use;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestSettings;

class OnwardExtensionTest {
    private static final Host MX = Host.of("mx.example.org", InetAddress.ofLiteral("192.0.2.1"));
    private static final int NONE = Integer.MAX_VALUE;

    private static Use use(String... lines) {
        return new OnwardExtension()
                .use(
                        MX,
                        Capabilities.of(List.of(lines)),
                        TestDelivery.to("u@example.org"),
                        TestSettings.block("remote_smtp"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAILMAX=3 RCPTMAX=100 RCPTDOMAINMAX=1 | 3 | 100 | 1",
                "RCPTMAX=7 | 2147483647 | 7 | 2147483647",
                "rcptdomainmax=5 mailmax=999999 | 999999 | 2147483647 | 5",
                "RCPTMAX=7 RCPTMAX=9 | 2147483647 | 7 | 2147483647",
                "FUTUREMAX=1 RCPTMAX=000009 | 2147483647 | 9 | 2147483647",
            })
    void no_more_is_sent_than_the_server_takes(String announced, int messages, int recipients, int domains) {
        assertThat(use("mx.example.org", "LIMITS " + announced)).isInstanceOfSatisfying(Use.With.class, with -> {
            assertThat(with.limits()).isEqualTo(new Use.Limits(messages, recipients, domains));
            assertThat(with.mail()).isEmpty();
            assertThat(with.ways()).isEmpty();
            assertThat(with.logField()).isEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource({"MAILMAX=0", "MAILMAX=-1", "MAILMAX=1000000", "MAILMAX=1x", "MAILMAX=", "MAILMAX", "=1", "MAILMAX=1=2"})
    void what_is_no_limit_limits_nothing(String announced) {
        assertThat(use("mx.example.org", "LIMITS " + announced))
                .isInstanceOfSatisfying(
                        Use.With.class, with -> assertThat(with.limits()).isEqualTo(new Use.Limits(NONE, NONE, NONE)));
    }

    @Test
    void what_was_not_announced_is_not_looked_for() {
        assertThat(use("mx.example.org", "SIZE 1000")).isEqualTo(new Use.No());
    }
}
