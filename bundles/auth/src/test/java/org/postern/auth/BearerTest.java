package org.postern.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.Text;
import org.postern.api.mail.Host;
import org.postern.api.smtp.SaslClient;
import org.postern.spi.Authenticator;
import org.postern.spi.Authenticator.Verdict;
import org.postern.testkit.TestContext;

class BearerTest {
    /// RFC 7628, 4.1.
    private static final String OF_THE_RFC = "n,a=user@example.com,\1host=server.example.com\1port=143\1"
            + "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\1\1";

    private final TestContext context =
            TestContext.create().contributions(new AuthPlugin(InstantSource.system()).contributions());

    private static Authenticator server(String mechanism, String condition) throws Exception {
        return Blocks.create(
                new BearerDriver(),
                "public_name",
                mechanism,
                "server_condition",
                condition,
                "server_set_id",
                "$auth1",
                "server_scope",
                "mail \"all\"",
                "server_openid_configuration",
                "https://example.com/x");
    }

    private String variable(String name) throws Exception {
        return context.variable(name).map(Text::value).orElseThrow();
    }

    @Test
    void the_example_of_the_rfc_is_understood() throws Exception {
        assertThat(server("OAUTHBEARER", "yes").serve(Dialogue.of(context, OF_THE_RFC)))
                .isEqualTo(new Verdict.Accepted("user@example.com"));
        assertThat(variable("auth1")).isEqualTo("user@example.com");
        assertThat(variable("auth2")).isEqualTo("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==");
        assertThat(variable("auth3")).isEqualTo("server.example.com:143");
    }

    @Test
    void a_client_whose_token_is_no_good_is_told_why_and_has_the_last_word() throws Exception {
        Dialogue dialogue = Dialogue.of(context, OF_THE_RFC, "\1");
        assertThat(server("OAUTHBEARER", "no").serve(dialogue))
                .isEqualTo(new Verdict.Rejected("set_id=user@example.com"));
        assertThat(dialogue.challenges())
                .containsExactly("{\"status\":\"invalid_token\",\"scope\":\"mail \\\"all\\\"\","
                        + "\"openid-configuration\":\"https://example.com/x\"}");
    }

    @Test
    void xoauth2_has_the_user_in_a_field() throws Exception {
        String message = "user=someuser@example.com\1auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg\1\1";
        assertThat(server("XOAUTH2", "yes").serve(Dialogue.asked(context, message)))
                .isEqualTo(new Verdict.Accepted("someuser@example.com"));
        Dialogue dialogue = Dialogue.of(context, message, "");
        assertThat(server("XOAUTH2", "no").serve(dialogue)).isInstanceOf(Verdict.Rejected.class);
        assertThat(dialogue.challenges().getFirst()).startsWith("{\"status\":\"401\",\"schemes\":\"bearer\"");
    }

    @Test
    void what_the_condition_does_not_know_defers_and_says_nothing() throws Exception {
        Dialogue dialogue = Dialogue.of(context, OF_THE_RFC);
        assertThat(server("OAUTHBEARER", "introspection failed").serve(dialogue))
                .isEqualTo(new Verdict.Defer("introspection failed"));
        assertThat(dialogue.challenges()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n,,",
                "n,,\1\1",
                "n,,\1auth=Bearer \1\1",
                "n,,\1auth=Bearer x",
                "n,,\1auth=Bearer x\1",
                "n,,\1auth=Basic x\1\1",
                "n,,\1auth=Bearer x y\1\1",
                "n,,\1au th=Bearer x\1\1",
                "n,,\1Bearer x\1\1",
                "p=tls-exporter,,\1auth=Bearer x\1\1",
                "n,user,\1auth=Bearer x\1\1",
                "n,a=us=er,\1auth=Bearer x\1\1",
                "n,a=us\0er,\1auth=Bearer x\1\1",
                "user=x\1auth=Bearer x\1\1",
            })
    void a_message_that_is_not_as_it_must_be_is_rejected(String message) throws Exception {
        assertThat(server("OAUTHBEARER", "yes").serve(Dialogue.of(context, message)))
                .isEqualTo(new Verdict.Rejected("malformed message"));
    }

    @Test
    void the_mechanism_must_be_one_that_has_tokens() {
        assertThatThrownBy(() -> server("PLAIN", "yes")).hasMessageContaining("OAUTHBEARER or XOAUTH2");
    }

    private SaslClient client(String mechanism) throws Exception {
        context.host(Host.of("mx.example.com", InetAddress.ofLiteral("192.0.2.1")));
        return Blocks.create(
                        new BearerDriver(),
                        "public_name",
                        mechanism,
                        "client_username",
                        "us,er",
                        "client_token",
                        "abc=")
                .client(context)
                .orElseThrow();
    }

    @Test
    void a_client_says_its_token_at_once_and_takes_a_refusal() throws Exception {
        SaslClient bearer = client("OAUTHBEARER");
        assertThat(bearer.initial().map(bytes -> new String(bytes, ISO_8859_1)))
                .contains("n,a=us=2Cer,\1host=mx.example.com\1auth=Bearer abc=\1\1");
        assertThat(bearer.respond("{}".getBytes(ISO_8859_1))).containsExactly(1);
        SaslClient older = client("XOAUTH2");
        assertThat(older.initial().map(bytes -> new String(bytes, ISO_8859_1)))
                .contains("user=us,er\1auth=Bearer abc=\1\1");
        assertThat(older.respond("{}".getBytes(ISO_8859_1))).isEmpty();
    }

    @Test
    void what_a_client_says_a_server_understands() throws Exception {
        for (String mechanism : new String[] {"OAUTHBEARER", "XOAUTH2"}) {
            assertThat(server(mechanism, "yes").serve(Dialogue.with(context, client(mechanism))))
                    .isEqualTo(new Verdict.Accepted("us,er"));
        }
    }

    @Test
    void passwords_in_clear_are_known_as_such() throws Exception {
        assertThat(server("OAUTHBEARER", "yes").revealsSecret()).isTrue();
        assertThat(Blocks.create(new PlaintextDriver()).revealsSecret()).isTrue();
        assertThat(Blocks.create(new ExternalDriver()).revealsSecret()).isFalse();
    }
}
