package org.postern.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.Text;
import org.postern.api.smtp.SaslExchange;
import org.postern.spi.Authenticator;
import org.postern.spi.Authenticator.Verdict;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestSession;

class ServerTest {
    private final TestContext context = TestContext.create()
            .contributions(new AuthPlugin(InstantSource.system()).contributions())
            .variable("primary_hostname", "postoffice.reston.mci.net");

    private static Authenticator plain(String condition) throws Exception {
        return Blocks.create(
                new PlaintextDriver(),
                "public_name",
                "PLAIN",
                "server_prompts",
                ":",
                "server_condition",
                condition,
                "server_set_id",
                "$auth2");
    }

    private String variable(String name) throws Exception {
        return context.variable(name).map(Text::value).orElseThrow();
    }

    @Test
    void plain_is_taken_apart_as_rfc_4616_shows() throws Exception {
        assertThat(plain("yes").serve(Dialogue.of(context, "\0tim\0tanstaaftanstaaf")))
                .isEqualTo(new Verdict.Accepted("tim"));
        assertThat(variable("auth3")).isEqualTo("tanstaaftanstaaf");
        assertThat(plain("no").serve(Dialogue.asked(context, "Ursel\0Kurt\0xipj3plmq")))
                .isEqualTo(new Verdict.Rejected("set_id=Kurt"));
        assertThat(variable("auth1")).isEqualTo("Ursel");
        assertThat(variable("authenticated_fail_id")).isEqualTo("Kurt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "2", "the database is down"})
    void what_is_neither_yes_nor_no_defers(String condition) throws Exception {
        assertThat(plain(condition).serve(Dialogue.of(context, "x"))).isEqualTo(new Verdict.Defer(condition));
    }

    private static Authenticator cram(String secret) throws Exception {
        RandomGenerator random = () -> 1896L << 33;
        return Blocks.create(
                new CramMd5Driver(InstantSource.fixed(Instant.ofEpochSecond(697170952)), random),
                "public_name",
                "CRAM-MD5",
                "server_secret",
                secret,
                "server_set_id",
                "$auth1");
    }

    @Test
    void cram_md5_is_checked_as_rfc_2195_shows() throws Exception {
        Dialogue dialogue = Dialogue.asked(context, "tim b913a602c7eda7a495b4e6e7334d3890");
        Verdict verdict = cram("tanstaaftanstaaf").serve(dialogue);
        assertThat(dialogue.challenges()).containsExactly("<1896.697170952@postoffice.reston.mci.net>");
        assertThat(verdict).isEqualTo(new Verdict.Accepted("tim"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "tim", "tim b913a602c7eda7a495b4e6e7334d3891", "b913a602c7eda7a495b4e6e7334d3890"})
    void another_answer_is_rejected(String response) throws Exception {
        assertThat(cram("tanstaaftanstaaf").serve(Dialogue.asked(context, response)))
                .isInstanceOf(Verdict.Rejected.class);
    }

    @Test
    void cram_md5_has_no_initial_response() {
        assertThatThrownBy(() -> cram("x").serve(Dialogue.of(context, "x"))).isInstanceOf(SaslExchange.BrokenOff.class);
    }

    @Test
    void a_client_without_a_verified_certificate_is_not_let_in_by_tls() throws Exception {
        Authenticator tls = Blocks.create(new TlsDriver(), "server_condition", "yes");
        context.session(TestSession.from("192.0.2.1"));
        assertThat(tls.unasked(context)).contains(new Verdict.Rejected(""));
        assertThat(tls.isForClients()).isFalse();
        assertThat(plain("yes").unasked(context)).isEqualTo(Optional.empty());
    }

    /// Whatever comes, there is a verdict, and it never is yes.
    @Test
    void bytes_at_random_let_nobody_in() throws Exception {
        Random random = new Random(4954);
        String[] seeds = {
            "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
            "n,a=user@example.com,\1host=x\1auth=Bearer abc=\1\1",
            "user=x\1auth=Bearer abc\1\1",
        };
        Authenticator[] servers = {
            Blocks.create(
                    new ScramDriver("scram", random),
                    "public_name",
                    "SCRAM-SHA-1",
                    "server_password",
                    "x",
                    "server_scram_iter",
                    "1"),
            Blocks.create(new BearerDriver(), "public_name", "OAUTHBEARER", "server_condition", "no"),
            Blocks.create(new BearerDriver(), "public_name", "XOAUTH2", "server_condition", "no"),
        };
        for (int i = 0; i < 6000; i++) {
            byte[] bytes = seeds[i % 3].getBytes(ISO_8859_1);
            for (int change = random.nextInt(4); change > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) ",=\0\1np\n\u00ff".charAt(random.nextInt(8));
            }
            String message = new String(bytes, ISO_8859_1);
            for (Authenticator server : servers) {
                Verdict verdict = server.serve(Dialogue.of(context, message, message, message));
                assertThat(verdict).as(message).isInstanceOf(Verdict.Rejected.class);
            }
        }
    }
}
