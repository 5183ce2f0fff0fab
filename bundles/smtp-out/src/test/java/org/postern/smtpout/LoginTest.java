package org.postern.smtpout;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog;
import org.postern.api.mail.Submitter;
import org.postern.api.smtp.SaslClient;
import org.postern.api.smtp.SaslExchange;
import org.postern.spi.Authenticator;
import org.postern.spi.Transport.Status;
import org.postern.testkit.TestDelivery;

class LoginTest extends SmtpFixture {
    private static final String OFFER = """
            S: 220 fake ready
            C: EHLO mail.example.org
            S: 250-fake
            S: 250 AUTH LOGIN plain
            """;

    private boolean forced;
    private String password = "secret";
    private boolean unproved;
    private boolean tolerant;

    private final class Password implements Authenticator, SaslClient {
        private final String mechanism;
        private final boolean speaksFirst;

        Password(String mechanism, boolean speaksFirst) {
            this.mechanism = mechanism;
            this.speaksFirst = speaksFirst;
        }

        @Override
        public String mechanism() {
            return mechanism;
        }

        @Override
        public Verdict serve(SaslExchange exchange) {
            return new Verdict.Defer("");
        }

        @Override
        public Optional<SaslClient> client(Context context) {
            return Optional.of(this);
        }

        @Override
        public Optional<byte[]> initial() throws ExpansionException {
            credentials();
            return speaksFirst ? Optional.of(password.getBytes(ISO_8859_1)) : Optional.empty();
        }

        @Override
        public byte[] respond(byte[] challenge) throws ExpansionException {
            if (challenge.length == 0) {
                throw ExpansionException.error("nothing to say");
            }
            return (new String(challenge, ISO_8859_1) + password).getBytes(ISO_8859_1);
        }

        @Override
        public boolean maySucceed() {
            return !unproved;
        }

        @Override
        public boolean takesMalformedChallenges() {
            return tolerant;
        }

        @Override
        public String identity() {
            return "me";
        }

        @Override
        public Object credentials() throws ExpansionException {
            if (forced) {
                throw new ExpansionException(ExpansionException.Kind.FORCED, "not for this message");
            }
            return password;
        }
    }

    private TestDelivery mail(Authenticator authenticator) {
        return mail().with("our_login", authenticator);
    }

    private Status require(String transcript, TestDelivery delivery) throws Exception {
        settings.set(SmtpOptions.HOSTS_REQUIRE_AUTH, "*");
        return play(transcript, delivery);
    }

    private Status attempt(String transcript, TestDelivery delivery) throws Exception {
        settings.set(SmtpOptions.HOSTS_TRY_AUTH, "*");
        return play(transcript, delivery);
    }

    private static String log(TestDelivery delivery) {
        return String.join("\n", delivery.context().log().lines(MailLog.Stream.MAIN));
    }

    @Test
    void credentials_go_with_the_command_and_the_log_says_who_we_are() throws Exception {
        Status status = require(
                OFFER + "C: AUTH PLAIN c2VjcmV0\nS: 235 welcome\n" + MESSAGE, mail(new Password("PLAIN", true)));
        assertThat(status)
                .isInstanceOfSatisfying(
                        Status.Delivered.class,
                        done -> assertThat(done.logFields()).contains("A=our_login:me "));
    }

    @Test
    void challenges_are_answered() throws Exception {
        Status status = require(
                OFFER + "C: AUTH LOGIN\nS: 334 YWI=\nC: YWJzZWNyZXQ=\nS: 235 welcome\n" + MESSAGE,
                mail(new Password("LOGIN", false)));
        assertThat(status).isInstanceOf(Status.Delivered.class);
    }

    @Test
    void a_refusal_is_logged_and_the_message_goes_on_where_authentication_is_not_required() throws Exception {
        TestDelivery delivery = mail(new Password("PLAIN", true));
        Status status = attempt(OFFER + "C: AUTH PLAIN c2VjcmV0\nS: 535 no\n" + MESSAGE, delivery);
        assertThat(status).isInstanceOf(Status.Delivered.class);
        assertThat(log(delivery)).contains("our_login authenticator failed H=").contains("535 no");
        assertThat(log(delivery)).doesNotContain("c2VjcmV0").doesNotContain("secret");
    }

    @Test
    void the_next_authenticator_is_tried_after_a_refusal() throws Exception {
        TestDelivery delivery = mail(new Password("PLAIN", true)).with("other", new Password("LOGIN", true));
        Status status = require(
                OFFER + "C: AUTH PLAIN c2VjcmV0\nS: 535 no\nC: AUTH LOGIN c2VjcmV0\nS: 235 yes\n" + MESSAGE, delivery);
        assertThat(status)
                .isInstanceOfSatisfying(
                        Status.Delivered.class,
                        done -> assertThat(done.logFields()).contains("A=other:me "));
    }

    @Test
    void a_message_waits_where_authentication_is_required_and_fails() throws Exception {
        Status status =
                require(OFFER + "C: AUTH PLAIN c2VjcmV0\nS: 535 no\nC: QUIT\n", mail(new Password("PLAIN", true)));
        assertThat(reason(status)).contains("authentication required but authentication attempt(s) failed");
    }

    @Test
    void a_message_waits_where_the_server_has_no_authentication() throws Exception {
        Status status = require(HELLO + "C: QUIT\n", mail(new Password("PLAIN", true)));
        assertThat(reason(status)).contains("authentication required but server did not advertise AUTH support");
    }

    @Test
    void a_message_waits_where_there_is_no_common_mechanism() throws Exception {
        Status status = require(OFFER + "C: QUIT\n", mail(new Password("SCRAM-SHA-256", true)));
        assertThat(reason(status)).contains("authentication required but no common mechanisms were found");
    }

    @Test
    void a_temporary_refusal_defers_and_says_nothing_of_the_credentials() throws Exception {
        Status status =
                require(OFFER + "C: AUTH PLAIN c2VjcmV0\nS: 454 later\nC: QUIT\n", mail(new Password("PLAIN", true)));
        assertThat(reason(status)).contains("after AUTH PLAIN: 454 later");
    }

    @Test
    void a_lost_connection_says_nothing_of_the_credentials() throws Exception {
        Status status = require(OFFER + "C: AUTH PLAIN c2VjcmV0\nCLOSE\n", mail(new Password("PLAIN", true)));
        assertThat(reason(status)).contains("AUTH PLAIN").doesNotContain("c2VjcmV0");
    }

    @Test
    void what_cannot_be_answered_is_broken_off() throws Exception {
        Status status = attempt(
                OFFER + "C: AUTH LOGIN\nS: 334 \nC: *\nS: 501 ok\n" + MESSAGE, mail(new Password("LOGIN", false)));
        assertThat(status).isInstanceOf(Status.Delivered.class);
        Status other = attempt(
                OFFER + "C: AUTH LOGIN\nS: 334 %%%\nC: *\nS: 501 ok\n" + MESSAGE, mail(new Password("LOGIN", false)));
        assertThat(other).isInstanceOf(Status.Delivered.class);
    }

    @Test
    void a_server_that_says_our_credentials_back_does_not_get_them_into_the_log() throws Exception {
        TestDelivery delivery = mail(new Password("PLAIN", true));
        attempt(OFFER + "C: AUTH PLAIN c2VjcmV0\nS: 535 no secret, nor c2VjcmV0\n" + MESSAGE, delivery);
        assertThat(log(delivery)).contains("535 no ***, nor ***");
        Status status =
                require(OFFER + "C: AUTH PLAIN c2VjcmV0\nS: 454 secret\nC: QUIT\n", mail(new Password("PLAIN", true)));
        assertThat(reason(status)).contains("after AUTH PLAIN: 454 ***");
    }

    @Test
    void a_server_that_has_not_shown_who_it_is_gets_no_message() throws Exception {
        unproved = true;
        Status status =
                require(OFFER + "C: AUTH PLAIN c2VjcmV0\nS: 235 welcome\nCLOSED\n", mail(new Password("PLAIN", true)));
        assertThat(reason(status)).contains("has not shown who it is");
    }

    @Test
    void a_challenge_that_is_not_base64_can_be_taken_for_an_empty_one() throws Exception {
        tolerant = true;
        TestDelivery delivery = mail(new Password("LOGIN", false));
        require(OFFER + "C: AUTH LOGIN\nS: 334 %%%\nC: *\nS: 501 ok\nC: QUIT\n", delivery);
        assertThat(log(delivery)).contains("nothing to say").doesNotContain("base64");
    }

    @Test
    void after_authentication_mail_says_for_whom_we_vouch() throws Exception {
        settings.set(SmtpOptions.AUTHENTICATED_SENDER, "me+you=@example.org");
        Status status = require(
                OFFER + "C: AUTH PLAIN c2VjcmV0\nS: 235 welcome\n" + vouching("me+2Byou+3D@example.org"),
                mail(new Password("PLAIN", true)));
        assertThat(status).isInstanceOf(Status.Delivered.class);
    }

    @Test
    void without_it_only_if_that_is_forced() throws Exception {
        settings.set(SmtpOptions.AUTHENTICATED_SENDER, "me@example.org");
        assertThat(play(OFFER + MESSAGE, mail())).isInstanceOf(Status.Delivered.class);
        settings.set(SmtpOptions.AUTHENTICATED_SENDER_FORCE, "true");
        assertThat(play(OFFER + vouching("me@example.org"), mail())).isInstanceOf(Status.Delivered.class);
    }

    @Test
    void else_the_sender_that_the_client_of_the_message_has_vouched_for() throws Exception {
        TestDelivery delivery = mail(new Password("PLAIN", true));
        delivery.context().put(Submitter.SLOT, new Submitter("", "", "them@example.org"));
        Status status =
                require(OFFER + "C: AUTH PLAIN c2VjcmV0\nS: 235 welcome\n" + vouching("them@example.org"), delivery);
        assertThat(status).isInstanceOf(Status.Delivered.class);
    }

    private static String vouching(String sender) {
        return MESSAGE.replaceFirst("(C: MAIL FROM:<[^>]*>)", "$1 AUTH=" + Matcher.quoteReplacement(sender));
    }

    @Test
    void a_forced_failure_passes_the_authenticator_over() throws Exception {
        forced = true;
        assertThat(attempt(OFFER + MESSAGE, mail(new Password("PLAIN", true)))).isInstanceOf(Status.Delivered.class);
    }

    @Test
    void other_credentials_get_another_connection() throws Exception {
        settings.set(SmtpOptions.HOSTS_TRY_AUTH, "*");
        SmtpTransport transport = transport();
        String first = OFFER + "C: AUTH PLAIN c2VjcmV0\nS: 235 yes\n" + MESSAGE + MESSAGE + "C: QUIT\n";
        String second = OFFER + "C: AUTH PLAIN b3RoZXI=\nS: 235 yes\n" + MESSAGE + "C: QUIT\n";
        try (FakeServer server = FakeServer.playing(first, second)) {
            for (String used : List.of("secret", "secret", "other")) {
                password = used;
                assertThat(deliver(transport, mail(new Password("PLAIN", true)).via(server.host())))
                        .hasOnlyElementsOfType(Status.Delivered.class);
            }
            assertThat(server.connections()).isEqualTo(2);
            assertThat(server.faults()).isEmpty();
        }
    }

    @Test
    void another_authenticator_gets_another_connection() throws Exception {
        settings.set(SmtpOptions.HOSTS_TRY_AUTH, "*");
        SmtpTransport transport = transport();
        String each = OFFER + "C: AUTH PLAIN c2VjcmV0\nS: 235 yes\n" + MESSAGE + "C: QUIT\n";
        try (FakeServer server = FakeServer.playing(each, each)) {
            for (String name : List.of("ours", "theirs")) {
                assertThat(deliver(
                                transport,
                                mail().with(name, new Password("PLAIN", true)).via(server.host())))
                        .hasOnlyElementsOfType(Status.Delivered.class);
            }
            assertThat(server.connections()).isEqualTo(2);
            assertThat(server.faults()).isEmpty();
        }
    }

    private static String reason(Status status) {
        assertThat(status).isInstanceOf(Status.Deferred.class);
        return status.toString();
    }
}
