package org.postern.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.Text;
import org.postern.api.net.KeyExporter;
import org.postern.api.smtp.Capabilities;
import org.postern.api.smtp.SaslClient;
import org.postern.spi.Authenticator;
import org.postern.spi.Authenticator.Verdict;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestSession;

class ScramTest {
    private static final KeyExporter EXPORTER = (label, length) -> label.equals("EXPORTER-Channel-Binding")
            ? Optional.of(Arrays.copyOf(new byte[] {1, 2, 3}, length))
            : Optional.empty();

    private final TestContext servers =
            TestContext.create().contributions(new AuthPlugin(InstantSource.system()).contributions());
    private final TestContext clients = TestContext.create();

    private static ScramDriver driver() {
        return new ScramDriver("scram", new SecureRandom());
    }

    private static Authenticator server(String mechanism, String... more) throws Exception {
        return Blocks.create(driver(), with(mechanism, more));
    }

    private SaslClient client(String mechanism, String... more) throws Exception {
        return Blocks.create(driver(), with(mechanism, more)).client(clients).orElseThrow();
    }

    private static String[] with(String mechanism, String... more) {
        String[] all = Arrays.copyOf(new String[] {"public_name", mechanism}, more.length + 2);
        System.arraycopy(more, 0, all, 2, more.length);
        return all;
    }

    private Verdict exchange(Authenticator server, SaslClient client) throws Exception {
        return server.serve(Dialogue.with(servers, client));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-512"})
    void who_knows_the_password_is_let_in_and_shown_that_the_server_knows_it(String mechanism) throws Exception {
        SaslClient client = client(mechanism, "client_username", "us,er=", "client_password", "pencil");
        Verdict verdict = exchange(server(mechanism, "server_password", "pencil", "server_set_id", "$auth1"), client);
        assertThat(verdict).isEqualTo(new Verdict.Accepted("us,er="));
        assertThat(client.maySucceed()).isTrue();
    }

    @Test
    void who_does_not_is_rejected() throws Exception {
        SaslClient client = client("SCRAM-SHA-256", "client_username", "user", "client_password", "pen");
        Verdict verdict =
                exchange(server("SCRAM-SHA-256", "server_password", "pencil", "server_set_id", "$auth1"), client);
        assertThat(verdict).isEqualTo(new Verdict.Rejected("set_id=user"));
        assertThat(client.maySucceed()).isFalse();
        assertThat(servers.variable("authenticated_fail_id").map(Text::value)).contains("user");
    }

    @Test
    void a_user_who_is_not_there_looks_like_one_with_another_password() throws Exception {
        Authenticator none = server("SCRAM-SHA-1", "server_password", "");
        Dialogue first =
                Dialogue.with(servers, client("SCRAM-SHA-1", "client_username", "nobody", "client_password", "x"));
        Dialogue second =
                Dialogue.with(servers, client("SCRAM-SHA-1", "client_username", "nobody", "client_password", "x"));
        assertThat(none.serve(first)).isEqualTo(new Verdict.Rejected(""));
        assertThat(none.serve(second)).isEqualTo(new Verdict.Rejected(""));
        assertThat(salt(first)).isEqualTo(salt(second)).hasSize(24);
    }

    private static String salt(Dialogue dialogue) {
        String challenge = dialogue.challenges().getFirst();
        return challenge.substring(challenge.indexOf(",s=") + 3, challenge.indexOf(",i="));
    }

    @Test
    void keys_stand_for_the_password() throws Exception {
        String salt = "QSXCR+Q6sek8bf92";
        byte[] salted = ScramHash.SHA_1.salted(
                "pencil".getBytes(ISO_8859_1), Base64.getDecoder().decode(salt), 5000);
        ScramKeys keys = ScramKeys.of(ScramHash.SHA_1, salted);
        Authenticator server = server(
                "SCRAM-SHA-1",
                "server_key",
                Base64.getEncoder().encodeToString(keys.server()),
                "server_skey",
                Base64.getEncoder().encodeToString(keys.stored()),
                "server_scram_salt",
                salt,
                "server_scram_iter",
                "5000");
        assertThat(exchange(server, client("SCRAM-SHA-1", "client_username", "u", "client_password", "pencil")))
                .isEqualTo(new Verdict.Accepted(""));
        SaslClient cached = client(
                "SCRAM-SHA-1",
                "client_username",
                "u",
                "client_spassword",
                HexFormat.of().formatHex(salted));
        assertThat(exchange(server, cached)).isEqualTo(new Verdict.Accepted(""));
    }

    /// `client_spassword` may be another for each salt: it is asked for that of the server.
    @ParameterizedTest
    @CsvSource({
        "u, pencil, $auth3, true",
        "u, pencil, QSXCR+Q6sek8bf92, true",
        "u, pencil, $auth2, false",
        "u, pencil, '', false",
        "u, pen, $auth3, false",
        "v, pencil, $auth3, false"
    })
    void a_connection_serves_those_who_would_show_the_same(String user, String password, String salted, boolean same)
            throws Exception {
        clients.contributions(new AuthPlugin(InstantSource.system()).contributions());
        Authenticator server =
                server("SCRAM-SHA-1", "server_password", "pencil", "server_scram_salt", "QSXCR+Q6sek8bf92");
        SaslClient first = client(
                "SCRAM-SHA-1", "client_username", "u", "client_password", "pencil", "client_spassword", "$auth3");
        assertThat(exchange(server, first)).isEqualTo(new Verdict.Accepted(""));
        SaslClient next =
                client("SCRAM-SHA-1", "client_username", user, "client_password", password, "client_spassword", salted);
        assertThat(next.wouldUse(first.credentials())).isEqualTo(same);
        assertThat(next.wouldUse("pencil")).isFalse();
    }

    @Test
    void names_and_passwords_that_look_alike_are_the_same() throws Exception {
        String composed = new String("p\u00e9ncil".getBytes(UTF_8), ISO_8859_1);
        String decomposed = new String("pe\u0301nc\u00adil".getBytes(UTF_8), ISO_8859_1);
        Verdict verdict = exchange(
                server("SCRAM-SHA-256", "server_password", composed),
                client("SCRAM-SHA-256", "client_username", "user", "client_password", decomposed));
        assertThat(verdict).isEqualTo(new Verdict.Accepted(""));
    }

    @Test
    void bytes_that_are_no_utf_8_are_taken_as_they_are() throws Exception {
        Verdict verdict = exchange(
                server("SCRAM-SHA-256", "server_password", "p\u00ffx"),
                client("SCRAM-SHA-256", "client_username", "user", "client_password", "p\u00ffx"));
        assertThat(verdict).isEqualTo(new Verdict.Accepted(""));
    }

    @Test
    void nobody_acts_as_somebody_else_unless_the_condition_allows_it() throws Exception {
        String[] who = {"client_username", "user", "client_password", "pencil", "client_authz", "admin"};
        assertThat(exchange(server("SCRAM-SHA-1", "server_password", "pencil"), client("SCRAM-SHA-1", who)))
                .isEqualTo(new Verdict.Rejected(""));
        Authenticator allowing = server(
                "SCRAM-SHA-1", "server_password", "pencil", "server_condition", "yes", "server_set_id", "$auth2");
        assertThat(exchange(allowing, client("SCRAM-SHA-1", who))).isEqualTo(new Verdict.Accepted("admin"));
    }

    @Test
    void what_the_condition_does_not_know_defers() throws Exception {
        Authenticator server =
                server("SCRAM-SHA-1", "server_password", "pencil", "server_condition", "the database is down");
        assertThat(exchange(server, client("SCRAM-SHA-1", "client_username", "u", "client_password", "pencil")))
                .isEqualTo(new Verdict.Defer("the database is down"));
    }

    // Channel binding

    @Test
    void the_exchange_is_bound_to_tls() throws Exception {
        servers.session(TestSession.from("192.0.2.1").exporting(EXPORTER));
        clients.put(KeyExporter.OUTGOING, EXPORTER);
        Authenticator server = server("SCRAM-SHA-256-PLUS", "server_password", "pencil");
        assertThat(server.isFor(servers)).isTrue();
        SaslClient client = client("SCRAM-SHA-256-PLUS", "client_username", "u", "client_password", "pencil");
        assertThat(client.initial().map(bytes -> new String(bytes, ISO_8859_1)))
                .hasValueSatisfying(text -> assertThat(text).startsWith("p=tls-exporter,,n=u,r="));
        assertThat(exchange(server, client)).isEqualTo(new Verdict.Accepted(""));
    }

    @Test
    void somebody_between_the_two_is_found_out() throws Exception {
        servers.session(TestSession.from("192.0.2.1").exporting(EXPORTER));
        clients.put(KeyExporter.OUTGOING, (_, length) -> Optional.of(new byte[length]));
        assertThat(exchange(
                        server("SCRAM-SHA-256-PLUS", "server_password", "pencil"),
                        client("SCRAM-SHA-256-PLUS", "client_username", "u", "client_password", "pencil")))
                .isEqualTo(new Verdict.Rejected("channel bindings do not match"));
    }

    @Test
    void without_tls_there_is_no_plus() throws Exception {
        servers.session(TestSession.from("192.0.2.1"));
        assertThat(server("SCRAM-SHA-1-PLUS", "server_password", "pencil").isFor(servers))
                .isFalse();
        assertThat(server("SCRAM-SHA-1", "server_password", "pencil").isFor(servers))
                .isTrue();
        Authenticator client = server("SCRAM-SHA-1-PLUS", "client_username", "u", "client_password", "pencil");
        assertThat(client.client(clients)).isEmpty();
    }

    @Test
    void a_client_that_was_kept_from_seeing_plus_is_rejected() throws Exception {
        clients.put(KeyExporter.OUTGOING, EXPORTER);
        clients.put(Capabilities.OUTGOING, new Capabilities(Map.of("AUTH", "SCRAM-SHA-256")));
        SaslClient client = client(
                "SCRAM-SHA-256", "client_username", "u", "client_password", "pencil", "client_channelbinding", "yes");
        assertThat(client.initial().map(bytes -> new String(bytes, ISO_8859_1)))
                .hasValueSatisfying(text -> assertThat(text).startsWith("y,,n=u,r="));
        Authenticator server = server("SCRAM-SHA-256", "server_password", "pencil");
        assertThat(server.serve(Dialogue.with(servers, client).offering("SCRAM-SHA-256", "SCRAM-SHA-256-PLUS")))
                .isEqualTo(new Verdict.Rejected("the client was kept from seeing that channel binding is offered"));
        assertThat(server.serve(Dialogue.with(servers, client).offering("SCRAM-SHA-256")))
                .isEqualTo(new Verdict.Accepted(""));
    }

    @Test
    void a_client_that_sees_plus_and_does_not_use_it_says_that_it_cannot_bind() throws Exception {
        clients.put(KeyExporter.OUTGOING, EXPORTER);
        clients.put(Capabilities.OUTGOING, new Capabilities(Map.of("AUTH", "SCRAM-SHA-256 SCRAM-SHA-256-PLUS")));
        SaslClient client = client(
                "SCRAM-SHA-256", "client_username", "u", "client_password", "pencil", "client_channelbinding", "yes");
        assertThat(client.initial().map(bytes -> new String(bytes, ISO_8859_1)))
                .hasValueSatisfying(text -> assertThat(text).startsWith("n,,n=u,r="));
    }

    // Hostile clients

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n",
                "n,",
                "n,,",
                "n,,n=,r=x",
                "n,,n=user",
                "n,,n=user,r=",
                "n,,r=x,n=user",
                "n,,m=1,n=user,r=x",
                "x,,n=user,r=x",
                "p=,,n=user,r=x",
                "p=tls-unique,,n=user,r=x",
                "n,b=x,n=user,r=x",
                "n,,n=us=er,r=x",
                "n,,n=user,r=x y",
                "n,,n=user,r=x\u0000",
                "n,,n=us\u0000er,r=x",
                "n,,n=user,r=x,,",
            })
    void a_first_message_that_is_not_as_it_must_be_is_rejected(String message) throws Exception {
        Verdict verdict = server("SCRAM-SHA-1", "server_password", "pencil")
                .serve(Dialogue.of(servers, message, "c=biws,r=x,p=AAAA"));
        assertThat(verdict).isInstanceOf(Verdict.Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",p=",
                "c=biws,r=x,p=AAAA",
                "c=biws,p=AAAA",
                "c=,r=NONCE,p=AAAA",
                "c=eSws,r=NONCE,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
                "c=biws,r=NONCE,p=AAAA",
                "c=biws,r=NONCE,p=!!!!",
                "c=biws,r=NONCE,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Tt=",
                "r=NONCE,c=biws,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
            })
    void so_is_a_last_message(String message) throws Exception {
        ScramFirst first = ScramFirst.parse("n,,n=user,r=abc");
        ScramServer server = new ScramServer(first, "def", new byte[] {1}, 1);
        ScramKeys keys = ScramKeys.of(ScramHash.SHA_1, new byte[20]);
        Optional<String> answer = Optional.empty();
        try {
            answer = server.answer(message.replace("NONCE", "abcdef"), new byte[0], keys);
        } catch (ScramAttributes.Malformed e) {
            assertThat(e).hasMessageNotContaining("AAAA");
        }
        assertThat(answer).isEmpty();
    }

    // Hostile servers

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "e=other-error",
                "r=NONCE,s=QSXCR+Q6sek8bf92,i=4096",
                "r=otherNONCE,s=QSXCR+Q6sek8bf92,i=4096",
                "r=NONCEx,s=QSXCR+Q6sek8bf92,i=4095",
                "r=NONCEx,s=QSXCR+Q6sek8bf92,i=99999999",
                "r=NONCEx,s=QSXCR+Q6sek8bf92,i=-1",
                "r=NONCEx,s=!,i=4096",
                "r=NONCEx,i=4096",
                "m=x,r=NONCEx,s=QSXCR+Q6sek8bf92,i=4096",
            })
    void a_challenge_that_is_not_as_it_must_be_ends_the_exchange(String challenge) throws Exception {
        SaslClient client = client("SCRAM-SHA-1", "client_username", "u", "client_password", "pencil");
        String first = new String(client.initial().orElseThrow(), ISO_8859_1);
        String message = challenge.replace("NONCE", first.substring(first.indexOf("r=") + 2));
        assertThatThrownBy(() -> client.respond(message.getBytes(ISO_8859_1))).hasMessageStartingWith("SCRAM: ");
        assertThat(client.maySucceed()).isFalse();
    }

    @Test
    void a_server_that_does_not_know_the_password_is_found_out() throws Exception {
        SaslClient client = client("SCRAM-SHA-1", "client_username", "u", "client_password", "pencil");
        String first = new String(client.initial().orElseThrow(), ISO_8859_1);
        String nonce = first.substring(first.indexOf("r=") + 2);
        client.respond(("r=" + nonce + "x,s=QSXCR+Q6sek8bf92,i=4096").getBytes(ISO_8859_1));
        assertThat(client.maySucceed()).isFalse();
        assertThatThrownBy(() -> client.respond("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=".getBytes(ISO_8859_1)))
                .hasMessageContaining("has not shown that it knows the password");
        assertThat(client.maySucceed()).isFalse();
    }

    // Options

    @Test
    void options_that_do_not_fit_together_are_errors() {
        assertThatThrownBy(() -> server("CRAM-MD5", "server_password", "x")).hasMessageContaining("server_mech");
        assertThatThrownBy(() -> server("SCRAM-SHA-1", "server_channelbinding", "yes"))
                .hasMessageContaining("server_channelbinding");
        assertThatThrownBy(() -> server("SCRAM-SHA-1", "server_key", "x")).hasMessageContaining("go together");
        assertThatThrownBy(() -> server("SCRAM-SHA-1", "server_key", "x", "server_skey", "x"))
                .hasMessageContaining("server_scram_salt");
    }

    @Test
    void keys_and_numbers_that_are_wrong_defer() throws Exception {
        SaslClient client = client("SCRAM-SHA-1", "client_username", "u", "client_password", "pencil");
        for (String[] wrong : new String[][] {
            {"server_password", "x", "server_scram_iter", "0"},
            {"server_password", "x", "server_scram_iter", "many"},
            {"server_password", "x", "server_scram_iter", "9999999"},
            {"server_password", "x", "server_scram_salt", "?"},
            {"server_key", "AAAA", "server_skey", "AAAA", "server_scram_salt", "AAAA"},
        }) {
            assertThat(exchange(server("SCRAM-SHA-1", wrong), client))
                    .as(String.join(" ", wrong))
                    .isInstanceOf(Verdict.Defer.class);
        }
    }

    @Test
    void exims_name_of_the_driver_and_of_the_mechanism_will_do() throws Exception {
        ScramDriver gsasl = new ScramDriver(ScramDriver.GSASL, new SecureRandom());
        Authenticator server = Blocks.create(
                gsasl, "public_name", "X-ANYTHING", "server_mech", "scram-sha-256", "server_password", "pencil");
        assertThat(server.mechanism()).isEqualTo("X-ANYTHING");
        assertThat(exchange(server, client("SCRAM-SHA-256", "client_username", "u", "client_password", "pencil")))
                .isEqualTo(new Verdict.Accepted(""));
    }
}
