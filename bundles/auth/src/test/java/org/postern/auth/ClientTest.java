package org.postern.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.postern.api.Text;
import org.postern.api.config.Option;
import org.postern.api.smtp.SaslClient;
import org.postern.spi.AuthenticatorDriver;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestSettings;

class ClientTest {
    private final TestContext context = TestContext.create()
            .variable("primary_hostname", "mail.example.org")
            .variable("password", Text.trusted("se^^cret"));

    private Optional<SaslClient> client(AuthenticatorDriver driver, String... settings) throws Exception {
        TestSettings block = TestSettings.block("login");
        for (Option<?> option : driver.options()) {
            for (int i = 0; i < settings.length; i += 2) {
                if (option.name().equals(settings[i])) {
                    block.set(option, settings[i + 1]);
                }
            }
        }
        return driver.create(block).client(context);
    }

    private static AuthenticatorDriver cramMd5() {
        return new CramMd5Driver(InstantSource.system(), RandomGenerator.getDefault());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, ISO_8859_1);
    }

    @Test
    void plain_sends_its_text_with_the_command_a_circumflex_being_nul() throws Exception {
        SaslClient client =
                client(new PlaintextDriver(), "client_send", "^user^$password").orElseThrow();
        assertThat(client.initial().map(ClientTest::text)).contains("\0user\0se^cret");
        assertThatThrownBy(() -> client.respond(new byte[0])).hasMessageContaining("client_send");
    }

    @Test
    void login_waits_for_what_it_is_asked() throws Exception {
        SaslClient client = client(new PlaintextDriver(), "client_send", ": user : $password")
                .orElseThrow();
        assertThat(client.initial()).isEmpty();
        assertThat(text(client.respond("Username:".getBytes(ISO_8859_1)))).isEqualTo("user");
        assertThat(text(client.respond("Password:".getBytes(ISO_8859_1)))).isEqualTo("se^cret");
    }

    @Test
    void the_second_attempt_begins_anew() throws Exception {
        SaslClient client =
                client(new PlaintextDriver(), "client_send", ": user").orElseThrow();
        client.initial();
        client.respond(new byte[0]);
        assertThat(client.initial()).isEmpty();
        assertThat(text(client.respond(new byte[0]))).isEqualTo("user");
    }

    @Test
    void cram_md5_answers_as_rfc_2195_shows() throws Exception {
        SaslClient client = client(cramMd5(), "client_name", "tim", "client_secret", "tanstaaftanstaaf")
                .orElseThrow();
        assertThat(client.initial()).isEmpty();
        byte[] challenge = "<1896.697170952@postoffice.reston.mci.net>".getBytes(ISO_8859_1);
        assertThat(text(client.respond(challenge))).isEqualTo("tim b913a602c7eda7a495b4e6e7334d3890");
    }

    @Test
    void cram_md5_is_the_host_itself_by_default() throws Exception {
        SaslClient client = client(cramMd5(), "client_secret", "x").orElseThrow();
        assertThat(text(client.respond(new byte[0]))).startsWith("mail.example.org ");
    }

    @Test
    void external_sends_one_text() throws Exception {
        SaslClient client = client(new ExternalDriver(), "client_send", "user").orElseThrow();
        assertThat(client.initial().map(ClientTest::text)).contains("user");
    }

    @Test
    void without_the_options_this_server_does_not_authenticate() throws Exception {
        assertThat(client(new PlaintextDriver(), "server_condition", "yes")).isEmpty();
        assertThat(client(cramMd5())).isEmpty();
        assertThat(client(new ExternalDriver())).isEmpty();
    }

    @Test
    void client_condition_decides() throws Exception {
        assertThat(client(new PlaintextDriver(), "client_send", "x", "client_condition", "no"))
                .isEmpty();
        assertThat(client(new PlaintextDriver(), "client_send", "x", "client_condition", "yes"))
                .isPresent();
    }

    @Test
    void credentials_that_are_alike_are_equal() throws Exception {
        Object one = client(new PlaintextDriver(), "client_send", "^user^$password")
                .orElseThrow()
                .credentials();
        assertThat(client(new PlaintextDriver(), "client_send", "^user^$password")
                        .orElseThrow()
                        .credentials())
                .isEqualTo(one);
        context.variable("password", "other");
        assertThat(client(new PlaintextDriver(), "client_send", "^user^$password")
                        .orElseThrow()
                        .credentials())
                .isNotEqualTo(one);
    }
}
