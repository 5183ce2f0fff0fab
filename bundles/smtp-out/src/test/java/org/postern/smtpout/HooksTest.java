package org.postern.smtpout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.Text;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsAttempt;
import org.postern.api.net.TlsClient;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TlsPolicy;
import org.postern.spi.ClientExtension;
import org.postern.spi.Connection;
import org.postern.spi.Connector;
import org.postern.spi.EventListener;
import org.postern.spi.TlsObserver;
import org.postern.spi.TlsPolicySource;
import org.postern.spi.Transport.Status;
import org.postern.testkit.TestDelivery;
import org.postern.testkit.TestSettings;

class HooksTest {
    private static final String HELLO = SmtpFixture.HELLO;
    private static final String MESSAGE = SmtpFixture.MESSAGE;
    private static final String OFFER = """
            S: 220 x
            C: EHLO mail.example.org
            S: 250-x
            S: 250 STARTTLS
            """;
    private static final String START = OFFER + "C: STARTTLS\nS: 220 go\n";
    private static final String AGAIN = "C: EHLO mail.example.org\nS: 250 x\n";

    private final TestSettings settings = TestSettings.block("remote_smtp");
    private final FakeTls tls = new FakeTls();
    private final List<SmtpTransport> transports = new ArrayList<>();

    @AfterEach
    void close() {
        transports.forEach(SmtpTransport::close);
    }

    private Status deliver(Optional<TlsClient> client, TestDelivery delivery) throws Exception {
        SmtpTransport transport = new SmtpTransport(settings, SmtpFixture.RESOLVER, client);
        transports.add(transport);
        return java.util.Objects.requireNonNull(
                transport.deliver(delivery).get(delivery.recipients().getFirst()));
    }

    private Status play(String... transcripts) throws Exception {
        return play(mail(), transcripts);
    }

    private Status play(TestDelivery delivery, String... transcripts) throws Exception {
        return play(Optional.of(tls), delivery, transcripts);
    }

    private Status play(Optional<TlsClient> client, TestDelivery delivery, String... transcripts) throws Exception {
        try (FakeServer server = FakeServer.playing(transcripts)) {
            Status status = deliver(client, delivery.via(server.host()));
            assertThat(server.faults()).isEmpty();
            return status;
        }
    }

    private static TestDelivery mail() {
        return TestDelivery.to("user@example.org");
    }

    private static void assertDeferred(Status status, String message) {
        assertThat(status).isInstanceOfSatisfying(Status.Deferred.class, deferred -> {
            assertThat(deferred.problem().message()).contains(message);
            assertThat(deferred.problem().hostWide()).isTrue();
        });
    }

    /// TLS that changes no byte.
    private static final class FakeTls implements TlsClient {
        private final List<TlsPolicy> policies = new ArrayList<>();
        private Optional<String> failure = Optional.empty();

        @Override
        public Connection start(Connection plain, Host host, TlsPolicy policy, Settings transport, Context context)
                throws IOException {
            policies.add(policy);
            if (failure.isPresent()) {
                plain.close();
                throw new IOException(failure.get());
            }
            return new Secured(plain);
        }
    }

    private record Secured(Connection plain) implements Connection {
        @Override
        public InetSocketAddress peer() {
            return plain.peer();
        }

        @Override
        public InetSocketAddress local() {
            return plain.local();
        }

        @Override
        public InputStream input() {
            return plain.input();
        }

        @Override
        public OutputStream output() {
            return plain.output();
        }

        @Override
        public void timeout(Duration limit) {
            plain.timeout(limit);
        }

        @Override
        public Optional<TlsInfo> tls() {
            return Optional.of(new TlsInfo(
                    "TLS1.3",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_AES_256_GCM_SHA384",
                    256,
                    "",
                    "",
                    List.of(),
                    Optional.empty(),
                    TlsInfo.Verdict.acceptedBy("pkix"),
                    TlsInfo.Ocsp.NOT_REQUESTED,
                    0));
        }

        @Override
        public void close() throws IOException {
            plain.close();
        }
    }

    private record Source(String name, int order, Decision decision) implements TlsPolicySource {
        @Override
        public boolean isPublished() {
            return order >= 100;
        }

        @Override
        public Decision decide(Host host, Delivery delivery, Settings transport) {
            return decision;
        }
    }

    /// As DANE: the certificates are verified by what the domain has published.
    private static Source dane() {
        TlsPolicy policy = TlsPolicy.verifiedBy((chain, _) -> chain)
                .following(new TlsPolicy.Published("dane", "tlsa", "mx.example.org", List.of("3 1 1 00"), List.of()));
        return new Source("dane", 100, new TlsPolicySource.Decision.Use(policy));
    }

    @Test
    void starts_tls_where_it_is_offered() throws Exception {
        TestDelivery shown = mail();
        shown.context().logging("tls_cipher", "tls_certificate_verified");
        assertThat(play(shown, START + AGAIN + MESSAGE))
                .isInstanceOfSatisfying(
                        Status.Delivered.class,
                        delivered -> assertThat(delivered.logFields())
                                .isEqualTo("X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=yes C=\"250 2.0.0 queued\""));
        assertThat(tls.policies).containsExactly(TlsPolicy.of(TlsPolicy.Level.MAY, TlsPolicy.Verification.TRY));
    }

    @Test
    void speaks_in_clear_where_tls_is_not_offered_or_avoided_or_not_installed() throws Exception {
        assertThat(play(HELLO + MESSAGE)).isInstanceOf(Status.Delivered.class);
        assertThat(play(Optional.empty(), mail(), OFFER + MESSAGE)).isInstanceOf(Status.Delivered.class);
        settings.set(SmtpOptions.HOSTS_AVOID_TLS, "*");
        assertThat(play(OFFER + MESSAGE)).isInstanceOf(Status.Delivered.class);
        assertThat(tls.policies).isEmpty();
    }

    @Test
    void defers_where_tls_is_required_and_not_offered() throws Exception {
        settings.set(SmtpOptions.HOSTS_REQUIRE_TLS, "*");
        assertDeferred(play(HELLO), "TLS is required, but the server did not offer it");
    }

    @Test
    void defers_where_tls_is_required_and_not_installed() throws Exception {
        settings.set(SmtpOptions.HOSTS_REQUIRE_TLS, "*");
        try (FakeServer server = FakeServer.playing()) {
            assertDeferred(
                    deliver(Optional.empty(), mail().via(server.host())),
                    "TLS is required, but nothing that can do it is installed");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void a_demand_for_tls_is_not_weakened_by_options() throws Exception {
        settings.set(SmtpOptions.HOSTS_AVOID_TLS, "*");
        assertDeferred(play(mail().with(dane()), HELLO), "TLS is required, but the server did not offer it");
    }

    @Test
    void never_speaks_in_clear_when_required_tls_fails() throws Exception {
        settings.set(SmtpOptions.HOSTS_REQUIRE_TLS, "*");
        tls.failure = Optional.of("bad certificate");
        assertDeferred(play(START + "HANG\n"), "TLS session failed: bad certificate");
        assertDeferred(
                play(OFFER + "C: STARTTLS\nS: 454 not now\n"),
                "SMTP error from remote mail server after STARTTLS: 454");
        assertDeferred(
                play(OFFER + "C: STARTTLS\nS: 502 no\n"), "SMTP error from remote mail server after STARTTLS: 502");
    }

    @Test
    void tries_in_clear_when_tls_that_is_not_required_fails() throws Exception {
        tls.failure = Optional.of("handshake failure");
        TestDelivery delivery = mail();
        assertThat(play(delivery, START + "HANG\n", OFFER + MESSAGE)).isInstanceOf(Status.Delivered.class);
        assertThat(delivery.context().log().entries().toString()).contains("TLS session failed: handshake failure");
        assertThat(play(OFFER + "C: STARTTLS\nS: 454 not now\n" + MESSAGE)).isInstanceOf(Status.Delivered.class);
        settings.set(SmtpOptions.TLS_TEMPFAIL_TRYCLEAR, "false");
        assertDeferred(play(START + "HANG\n"), "TLS session failed: handshake failure");
        assertDeferred(play(OFFER + "C: STARTTLS\nS: 454 not now\n"), "454 not now");
    }

    private record Witness(List<String> seen) implements TlsObserver, EventListener {
        @Override
        public String name() {
            return "witness";
        }

        @Override
        public void attempted(TlsAttempt attempt, Context context) {
            seen.add(attempt.fault().map(TlsFault::word).orElse("no fault") + " " + attempt.domain());
        }

        @Override
        public Optional<Text> on(Event event, Context context) {
            if (event.name().startsWith("tls:")) {
                seen.add(event.name() + " " + event.data());
            }
            return Optional.empty();
        }
    }

    private TestDelivery watched(Witness witness) {
        TestDelivery delivery = mail().with(witness);
        delivery.context().contributions(List.of(witness));
        return delivery;
    }

    @Test
    void tells_what_came_of_tls_in_each_session() throws Exception {
        Witness witness = new Witness(new ArrayList<>());
        assertThat(play(watched(witness), HELLO + MESSAGE)).isInstanceOf(Status.Delivered.class);
        assertThat(play(watched(witness), START + AGAIN + MESSAGE)).isInstanceOf(Status.Delivered.class);
        tls.failure = Optional.of("no shared cipher");
        assertThat(play(watched(witness), START + "HANG\n", OFFER + MESSAGE)).isInstanceOf(Status.Delivered.class);
        assertThat(witness.seen())
                .containsExactly(
                        "starttls-not-supported example.org",
                        "no fault example.org",
                        "tls:fail:connect no shared cipher",
                        "validation-failure example.org");
    }

    @Test
    void what_comes_before_tls_begins_is_an_attack() throws Exception {
        settings.set(SmtpOptions.HOSTS_REQUIRE_TLS, "*");
        assertDeferred(
                play(OFFER + "C: STARTTLS\nR: 220 go\\r\\n250 injected\\r\\n\nHANG\n"),
                "the server sent something before TLS began");
    }

    @Test
    void speaks_tls_from_the_first_byte_with_smtps() throws Exception {
        settings.set(SmtpOptions.PROTOCOL, "smtps");
        assertThat(play(HELLO + MESSAGE)).isInstanceOf(Status.Delivered.class);
        assertThat(tls.policies).extracting(TlsPolicy::level).containsExactly(TlsPolicy.Level.REQUIRED);
        try (FakeServer server = FakeServer.playing()) {
            assertDeferred(deliver(Optional.empty(), mail().via(server.host())), "TLS is required");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void the_first_source_with_an_opinion_has_it() throws Exception {
        TestDelivery delivery = mail().with(
                        new Source("late", 300, new TlsPolicySource.Decision.Defer(TlsFault.DNSSEC_INVALID, "late")))
                .with(dane())
                .with(new Source("first", 5, new TlsPolicySource.Decision.NoOpinion()));
        assertThat(play(delivery, START + AGAIN + MESSAGE)).isInstanceOf(Status.Delivered.class);
        assertThat(tls.policies).extracting(TlsPolicy::name).containsExactly("dane");
    }

    @Test
    void a_source_can_defer_the_host() throws Exception {
        TestDelivery delivery = mail().with(new Source(
                "dane", 1, new TlsPolicySource.Decision.Defer(TlsFault.DNSSEC_INVALID, "TLSA lookup failed")));
        try (FakeServer server = FakeServer.playing()) {
            assertDeferred(deliver(Optional.of(tls), delivery.via(server.host())), "TLSA lookup failed");
            assertThat(server.connections()).isZero();
        }
    }

    /// As MTA-STS: the policy of one of the many domains that the host may serve.
    private static Source sts(TlsPolicySource.Decision decision) {
        return new Source("mta_sts", 200, decision);
    }

    @Test
    void a_policy_of_one_domain_keeps_no_other_mail_from_a_host() throws Exception {
        TlsPolicy policy = TlsPolicy.of(TlsPolicy.Level.REQUIRED, TlsPolicy.Verification.REQUIRED)
                .following(new TlsPolicy.Published("sts", "sts", "example.org", List.of(), List.of("mx.example.org")));
        assertOnlyMessageDeferred(
                play(mail().with(sts(new TlsPolicySource.Decision.Use(policy))), HELLO),
                "TLS is required, but the server did not offer it");
        assertOnlyMessageDeferred(
                play(
                        mail().with(sts(new TlsPolicySource.Decision.Use(policy))),
                        OFFER + "C: STARTTLS\nS: 454 not now\n"),
                "454 not now");
        assertOnlyMessageDeferred(
                play(mail().with(
                                sts(new TlsPolicySource.Decision.Defer(TlsFault.VALIDATION_FAILURE, "not permitted")))),
                "not permitted");
        tls.failure = Optional.of("bad certificate");
        assertOnlyMessageDeferred(
                play(mail().with(sts(new TlsPolicySource.Decision.Use(policy))), START + "HANG\n"),
                "TLS session failed: bad certificate");
    }

    private static void assertOnlyMessageDeferred(Status status, String message) {
        assertThat(status).isInstanceOfSatisfying(Status.Deferred.class, deferred -> {
            assertThat(deferred.problem().message()).contains(message);
            assertThat(deferred.problem().hostWide()).isFalse();
        });
    }

    @Test
    void extensions_add_parameters_and_log_fields() throws Exception {
        TestDelivery delivery = mail().with(new FakeExtension(
                        "dsn",
                        new ClientExtension.Use.With(
                                Map.of("RET", "HDRS", "REQUIRETLS", ""),
                                recipient -> Map.of(
                                        "NOTIFY",
                                        Optional.of("NEVER"),
                                        "ORCPT",
                                        Optional.of("rfc822;" + recipient.address())),
                                false,
                                "DSN")))
                .with(new FakeExtension("other", new ClientExtension.Use.No()));
        assertThat(play(
                        delivery,
                        HELLO + "C: MAIL FROM:<sender@example.com> REQUIRETLS RET=HDRS\nS: 250 ok\n"
                                + "C: RCPT TO:<user@example.org> NOTIFY=NEVER ORCPT=rfc822;user@example.org\nS: 250 ok\n"
                                + SmtpFixture.DATA + "S: 250 ok\n"))
                .isInstanceOfSatisfying(
                        Status.Delivered.class,
                        delivered -> assertThat(delivered.logFields()).isEqualTo("DSN C=\"250 ok\""));
    }

    @Test
    void parameters_cannot_break_a_command() throws Exception {
        TestDelivery delivery = mail().with(new FakeExtension(
                "evil", new ClientExtension.Use.With(Map.of("RET", "x\r\nRSET"), _ -> Map.of(), false, "")));
        assertThat(play(delivery, HELLO)).isInstanceOf(Status.Deferred.class);
    }

    @Test
    void replies_per_recipient_come_after_the_data() throws Exception {
        FakeExtension prdr = new FakeExtension(
                "prdr", new ClientExtension.Use.With(Map.of("PRDR", ""), _ -> Map.of(), true, "PRDR"));
        String upToData = HELLO + "C: MAIL FROM:<sender@example.com> PRDR\nS: 250 ok\n"
                + "C: RCPT TO:<a@example.org>\nS: 250 ok\nC: RCPT TO:<b@example.org>\nS: 250 ok\n"
                + "C: RCPT TO:<c@example.org>\nS: 250 ok\n" + SmtpFixture.DATA;
        String verdicts = "S: 353 wait\nS: 250 for a\nS: 550 not for b\nS: 452 not now for c\n";
        for (String end : List.of("S: 250 whole\n", "S: 550 whole\n", "S: 450 whole\n")) {
            TestDelivery delivery = TestDelivery.to("a@example.org", "b@example.org", "c@example.org")
                    .with(prdr);
            try (FakeServer server = FakeServer.playing(upToData + verdicts + end)) {
                SmtpTransport transport = new SmtpTransport(settings, SmtpFixture.RESOLVER, Optional.empty());
                transports.add(transport);
                var statuses = transport.deliver(delivery.via(server.host()));
                List<String> names = delivery.recipients().stream()
                        .map(statuses::get)
                        .map(status ->
                                status == null ? "none" : status.getClass().getSimpleName())
                        .toList();
                assertThat(names)
                        .isEqualTo(
                                switch (end.charAt(3)) {
                                    case '2' -> List.of("Delivered", "Failed", "Deferred");
                                    case '5' -> List.of("Failed", "Failed", "Failed");
                                    default -> List.of("Deferred", "Failed", "Deferred");
                                });
                assertThat(server.faults()).isEmpty();
            }
        }
    }

    @Test
    void an_extension_can_refuse_this_host_or_all() throws Exception {
        FakeExtension thisOne = new FakeExtension("smtputf8", new ClientExtension.Use.Refuse("needs SMTPUTF8", true));
        assertThat(play(mail().with(thisOne), HELLO))
                .isInstanceOfSatisfying(
                        Status.Failed.class,
                        failed -> assertThat(failed.problem().message()).isEqualTo("needs SMTPUTF8"));
        try (FakeServer first = FakeServer.playing(HELLO);
                FakeServer second = FakeServer.playing(HELLO)) {
            assertThat(deliver(
                            Optional.of(tls),
                            mail().with(thisOne).via(first.host()).via(second.host())))
                    .isInstanceOf(Status.Failed.class);
            assertThat(second.connections()).isEqualTo(1);
        }
        FakeExtension all = new FakeExtension("requiretls", new ClientExtension.Use.Refuse("never", false));
        try (FakeServer first = FakeServer.playing(HELLO);
                FakeServer second = FakeServer.playing()) {
            assertThat(deliver(
                            Optional.of(tls), mail().with(all).via(first.host()).via(second.host())))
                    .isInstanceOf(Status.Failed.class);
            assertThat(second.connections()).isZero();
        }
    }

    private record Through(FakeServer server) implements Connector {
        @Override
        public String name() {
            return "socks";
        }

        @Override
        public Optional<Connection> connect(
                Host host, InetSocketAddress target, Dialing dialing, Settings transport, Context context)
                throws IOException {
            InetSocketAddress proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
            return Optional.of(dialing.to(proxy, dialing.limit()));
        }
    }

    @Test
    void a_connector_finds_another_way_whose_connection_is_not_kept() throws Exception {
        try (FakeServer server = FakeServer.playing(HELLO + MESSAGE)) {
            TestDelivery delivery = mail().with(new Through(server)).via(FakeServer.host("unreachable.example.org", 9));
            assertThat(deliver(Optional.of(tls), delivery)).isInstanceOf(Status.Delivered.class);
            assertThat(transports.getLast().idleConnections()).isZero();
            assertThat(server.faults()).isEmpty();
        }
    }

    private record Broken() implements Connector {
        @Override
        public String name() {
            return "socks";
        }

        @Override
        public Optional<Connection> connect(
                Host host, InetSocketAddress target, Dialing dialing, Settings transport, Context context)
                throws IOException {
            throw new IOException("the proxy is down");
        }
    }

    @Test
    void a_connector_that_fails_defers_the_host() throws Exception {
        assertDeferred(
                deliver(Optional.of(tls), mail().with(new Broken()).via(FakeServer.host("mx.example.org", 9))),
                "the proxy is down");
    }
}
