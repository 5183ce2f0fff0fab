package org.postern.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.api.config.Expression;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestSettings;

class ScramVectorsTest {
    /// An exchange as an RFC shows it; user and password are `user` and `pencil`.
    record Example(
            String source,
            ScramHash hash,
            String clientFirst,
            String serverFirst,
            String clientFinal,
            String serverFinal) {
        String nonce() {
            return clientFirst.substring(clientFirst.indexOf("r=") + 2);
        }

        String salt() {
            return serverFirst.substring(serverFirst.indexOf(",s=") + 3, serverFirst.indexOf(",i="));
        }

        String serverNonce() {
            return serverFirst.substring(2, serverFirst.indexOf(",s=")).substring(nonce().length());
        }

        @Override
        public String toString() {
            return source;
        }
    }

    static Stream<Example> examples() {
        return Stream.of(
                new Example(
                        "RFC 5802, 5",
                        ScramHash.SHA_1,
                        "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
                        "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
                        "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
                        "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="),
                new Example(
                        "RFC 7677, 3",
                        ScramHash.SHA_256,
                        "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
                        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                        "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
    }

    private static Expression expression(String text) throws Exception {
        return new TestCompiler().expression(text);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void the_client_says_what_the_rfc_shows(Example example) throws Exception {
        ScramClient client = new ScramClient(
                example.hash(),
                new ScramClient.Identity(
                        expression("user"), Optional.of(expression("pencil")), Optional.empty(), Optional.empty()),
                new ScramClient.Bound("n", new byte[0]),
                ClientOptions.of(TestSettings.block("x")),
                TestContext.create(),
                example::nonce);
        assertThat(client.initial().map(bytes -> new String(bytes, ISO_8859_1))).contains(example.clientFirst());
        byte[] proof = client.respond(example.serverFirst().getBytes(ISO_8859_1));
        assertThat(new String(proof, ISO_8859_1)).isEqualTo(example.clientFinal());
        assertThat(client.maySucceed()).isFalse();
        assertThat(client.respond(example.serverFinal().getBytes(ISO_8859_1))).isEmpty();
        assertThat(client.maySucceed()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void the_server_says_what_the_rfc_shows(Example example) throws Exception {
        byte[] salt = Base64.getDecoder().decode(example.salt());
        ScramKeys keys = ScramKeys.of(example.hash(), example.hash().salted("pencil".getBytes(ISO_8859_1), salt, 4096));
        ScramFirst first = ScramFirst.parse(example.clientFirst());
        ScramServer server = new ScramServer(first, example.serverNonce(), salt, 4096);
        assertThat(server.challenge()).isEqualTo(example.serverFirst());
        assertThat(server.answer(example.clientFinal(), new byte[0], keys)).contains(example.serverFinal());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void the_server_takes_no_other_proof(Example example) throws Exception {
        byte[] salt = Base64.getDecoder().decode(example.salt());
        ScramKeys keys =
                ScramKeys.of(example.hash(), example.hash().salted("pencil2".getBytes(ISO_8859_1), salt, 4096));
        ScramServer server =
                new ScramServer(ScramFirst.parse(example.clientFirst()), example.serverNonce(), salt, 4096);
        assertThat(server.answer(example.clientFinal(), new byte[0], keys)).isEmpty();
    }
}
