package org.postern.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Host;
import org.postern.api.smtp.Reply;
import org.postern.spi.Transport.Cause;
import org.postern.spi.Transport.Problem;

final class RetryErrorTest {
    private static final Host BY_MX = new Host("mx.example", Optional.empty(), 0, 10, false);

    private static boolean covers(String rule, String happened) throws ConfigException {
        return RetryError.of(rule).covers(RetryError.of(happened).example());
    }

    private static RetryError reply(Cause cause, int code) {
        Reply reply = Reply.of(code, "0.0", "later");
        return RetryError.of(new Problem("x", Optional.of(BY_MX), Optional.of(reply), false, cause));
    }

    @Test
    void replies_are_covered_by_command_and_by_the_digits_that_a_rule_names() throws ConfigException {
        assertThat(RetryError.of("mail_4xx").covers(reply(Cause.MAIL, 451))).isTrue();
        assertThat(RetryError.of("rcpt_45x").covers(reply(Cause.RCPT, 452))).isTrue();
        assertThat(RetryError.of("rcpt_45x").covers(reply(Cause.RCPT, 462))).isFalse();
        assertThat(RetryError.of("DATA_452").covers(reply(Cause.DATA, 452))).isTrue();
        assertThat(RetryError.of("data_452").covers(reply(Cause.RCPT, 452))).isFalse();
        assertThat(covers("rcpt_4xx", "rcpt_45x")).isTrue();
        assertThat(covers("rcpt_45x", "rcpt_4xx")).isFalse();
    }

    @Test
    void a_timeout_covers_that_of_a_connection_and_what_is_named_must_be_so() throws ConfigException {
        assertThat(covers("timeout", "timeout_connect_MX")).isTrue();
        assertThat(covers("timeout_MX", "timeout_connect_MX")).isTrue();
        assertThat(covers("timeout_A", "timeout_connect_MX")).isFalse();
        assertThat(covers("timeout_connect", "timeout_A")).isFalse();
        assertThat(covers("timeout_connect", "timeout_connect_A")).isTrue();
        assertThat(covers("refused_MX", "refused_MX")).isTrue();
        assertThat(covers("refused_A", "refused_MX")).isFalse();
        assertThat(covers("refused", "refused_MX")).isTrue();
        assertThat(covers("*", "lost_connection")).isTrue();
        assertThat(covers("lost_connection", "*")).isFalse();
        assertThat(covers("tls_required", "tls_required")).isTrue();
        assertThat(covers("auth_failed", "lookup")).isFalse();
    }

    @Test
    void a_quota_that_asks_how_long_a_mailbox_was_not_read_needs_that() throws ConfigException {
        assertThat(covers("quota", "quota")).isTrue();
        assertThat(covers("quota_7d", "quota_8d")).isTrue();
        assertThat(covers("quota_7d", "quota_6d")).isFalse();
        assertThat(covers("quota_7d", "quota")).isFalse();
    }

    @Test
    void a_host_found_by_mx_or_by_address_is_told_apart() {
        Problem refused = new Problem("Connection refused", Optional.of(BY_MX), Optional.empty(), true, Cause.REFUSED);
        assertThat(RetryError.of(refused).detail()).isEqualTo("MX");
        Problem other = new Problem(
                "Connection refused", Optional.of(Host.named("a.example")), Optional.empty(), true, Cause.REFUSED);
        assertThat(RetryError.of(other).detail()).isEqualTo("A");
    }

    @Test
    void other_words_are_refused() {
        for (String word : new String[] {"rcpt_5xx", "rcpt_4", "mail_4ax", "refuse", "quota_x", "timeout_x", ""}) {
            assertThatThrownBy(() -> RetryError.of(word)).isInstanceOf(ConfigException.class);
        }
    }
}
