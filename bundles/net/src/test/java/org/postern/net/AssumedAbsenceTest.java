package org.postern.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.Context;
import org.postern.api.MailLog;
import org.postern.api.Text;
import org.postern.api.config.MatchList;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsType;
import org.postern.testkit.TestContext;

class AssumedAbsenceTest {
    @TempDir
    Path directory;

    private NetPlugin plugin;

    @BeforeEach
    void start() throws Exception {
        Path file = directory.resolve("dns");
        Files.writeString(file, ";; SERVFAIL broken.example\n;; SERVFAIL other.example\n");
        plugin = new NetPlugin(Optional.of(file), Optional.empty());
    }

    @Test
    void a_domain_of_the_list_does_not_exist_where_the_dns_cannot_tell() throws Exception {
        plugin.configured(TestContext.create().option(AssumedAbsence.DNS_AGAIN_MEANS_NONEXIST, "broken.example"));
        DnsAnswer answer = plugin.query("broken.example", DnsType.A);
        assertThat(answer.status()).isEqualTo(DnsAnswer.Status.NO_NAME);
        assertThat(answer.isAssumed()).isTrue();
        assertThat(plugin.query("nobody.example", DnsType.A).isAssumed()).isFalse();
        assertThatThrownBy(() -> plugin.query("other.example", DnsType.A)).isInstanceOf(DnsException.class);
    }

    @Test
    void without_a_list_nothing_is_assumed() {
        plugin.configured(TestContext.create());
        assertThatThrownBy(() -> plugin.query("broken.example", DnsType.A)).isInstanceOf(DnsException.class);
    }

    @Test
    void a_list_that_needs_the_dns_itself_is_not_asked_again() {
        TestContext context = TestContext.create();
        AssumedAbsence absence = new AssumedAbsence();
        assertThat(absence.covers("broken.example", new Unless(absence), context))
                .isFalse();
    }

    /// A list of the domains that exist.
    private record Unless(AssumedAbsence absence) implements MatchList<String> {
        @Override
        public Match match(String domain, Context context) {
            boolean absent = absence.covers(domain, this, context);
            assertThat(((TestContext) context).log().lines(MailLog.Stream.PANIC))
                    .containsExactly("dns_again_means_nonexist recursion seen for " + domain + " (assuming nonexist)");
            return absent ? new Match.NotMatched() : new Match.Matched(Text.EMPTY);
        }

        @Override
        public boolean isEmpty() {
            return false;
        }
    }
}
