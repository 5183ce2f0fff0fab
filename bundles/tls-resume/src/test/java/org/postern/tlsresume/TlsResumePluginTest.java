package org.postern.tlsresume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.mail.Host;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.ResumptionPolicy;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestSession;
import org.postern.testkit.TestSettings;

class TlsResumePluginTest {
    private static final Host MX = Host.of("mx.example.org", InetAddress.ofLiteral("192.0.2.25"));

    private final TlsResumePlugin plugin = new TlsResumePlugin();
    private final TestContext context = TestContext.create().session(TestSession.from("192.0.2.1"));
    private final TestSettings transport = TestSettings.block("remote_smtp");
    private final ResumptionPolicy policy =
            (ResumptionPolicy) plugin.contributions().getFirst();

    @Test
    void offers_two_options_and_a_policy() {
        assertThat(plugin.options().stream().map(OptionSet::place))
                .containsExactly(OptionSet.Place.MAIN, OptionSet.Place.TRANSPORT);
        assertThat(plugin.options().stream()
                        .flatMap(set -> set.options().stream())
                        .map(Option::name))
                .containsOnly("tls_resumption_hosts");
        assertThat(plugin.contributions().stream().map(Contribution::name)).containsExactly("tls_resumption_hosts");
    }

    @Test
    void resumes_nothing_by_default() throws ExpansionException {
        assertThat(policy.server(context)).isFalse();
        assertThat(policy.client(MX, transport, context)).isFalse();
    }

    @Test
    void resumes_sessions_with_clients_that_are_listed() throws ExpansionException {
        context.option(TlsResumePlugin.CLIENTS, "192.0.2.1");
        assertThat(policy.server(context)).isTrue();
        assertThat(policy.server(TestContext.create()
                        .session(TestSession.from("192.0.2.2"))
                        .option(TlsResumePlugin.CLIENTS, "192.0.2.1")))
                .isFalse();
    }

    @Test
    void resumes_sessions_with_servers_that_are_listed() throws ExpansionException {
        transport.set(TlsResumePlugin.SERVERS, "192.0.2.25");
        assertThat(policy.client(MX, transport, context)).isTrue();
        Host other = Host.of("mx.example.com", InetAddress.ofLiteral("192.0.2.26"));
        assertThat(policy.client(other, transport, context)).isFalse();
    }

    @Test
    void resumes_nothing_without_an_address() throws ExpansionException {
        context.option(TlsResumePlugin.CLIENTS, "*");
        transport.set(TlsResumePlugin.SERVERS, "*");
        assertThat(policy.server(TestContext.create().option(TlsResumePlugin.CLIENTS, "*")))
                .isFalse();
        assertThat(policy.client(Host.named("mx.example.org"), transport, context))
                .isFalse();
    }

    @Test
    void defers_when_the_list_cannot_be_searched() {
        transport.put(TlsResumePlugin.SERVERS, new Unknowing());
        assertThatThrownBy(() -> policy.client(MX, transport, context))
                .isInstanceOf(ExpansionException.class)
                .hasMessageContaining("tls_resumption_hosts: no answer");
    }

    private record Unknowing() implements MatchList<InetAddress> {
        @Override
        public Match match(InetAddress subject, Context context) {
            return new Match.Deferred("no answer");
        }

        @Override
        public boolean isEmpty() {
            return false;
        }
    }
}
