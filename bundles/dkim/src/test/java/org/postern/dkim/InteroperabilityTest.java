package org.postern.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.mail.Address;
import org.postern.api.mail.Outgoing;
import org.postern.signatures.Canonicalization;
import org.postern.signatures.PrivateKey;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestMessage;

/// What we sign, dkimpy (python3-dkim) verifies, and what it signs, we verify, where it is installed.
@NullMarked
class InteroperabilityTest {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final TestKeys RSA = TestKeys.rsa(2048);
    private static final byte[] SEED = Base64.getDecoder().decode("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=");
    private static final String ED25519_RECORD = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    /// Signs: arguments are the key file, its kind, and the two canonicalisations.
    private static final String SIGN = """
            import sys, dkim
            key = open(sys.argv[1], 'rb').read()
            message = sys.stdin.buffer.read()
            field = dkim.sign(message, b'sel', b'example.org', key,
                canonicalize=(sys.argv[3].encode(), sys.argv[4].encode()),
                signature_algorithm=(sys.argv[2] + '-sha256').encode(), include_headers=[b'From', b'Subject', b'To'])
            sys.stdout.buffer.write(field + message)
            """;
    /// Verifies every signature: the argument is the record of the key.
    private static final String VERIFY = """
            import sys, dkim
            record = sys.argv[1].encode()
            message = sys.stdin.buffer.read()
            verifier = dkim.DKIM(message)
            count = sum(1 for name, _ in verifier.headers if name.lower() == b'dkim-signature')
            for i in range(count):
                print(dkim.DKIM(message).verify(idx=i, dnsfunc=lambda name, timeout=5: record))
            """;

    static final List<String> MESSAGES = List.of(
            "From: a@example.org\r\nTo: b@example.net\r\nSubject: short\r\n\r\nHello\r\n",
            "From: a@example.org\r\nSubject:  much \t white\r\n\t space   \r\n\r\n  a \t b  \r\n\r\n c\t\r\n\r\n\r\n",
            "From: a@example.org\r\nSubject: empty\r\n\r\n",
            "From: a@example.org\r\nSubject: only empty lines\r\n\r\n\r\n\r\n",
            "From: a@example.org\r\nSubject: 8-bit\r\n\r\nG\u00fc\u00fc\u00c3\u00bc\r\n.\r\n..\r\n",
            "From: \u00c3\u00bc@example.org\r\nSubject: \u00e2\u0082\u00ac SMTPUTF8\r\n\r\n\u00e2\u0082\u00ac\r\n",
            "From: a@example.org\r\nSubject: twice\r\nSubject: again\r\n\r\nHello\r\n",
            "From: a@example.org\r\nSubject: large\r\n\r\n"
                    + "A line of a large body, \t with  white space. \r\n".repeat(20_000));

    @TempDir
    private Path directory;

    static String run(List<String> command, String input) throws IOException, InterruptedException {
        Path out = Files.createTempFile("dkim", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectOutput(out.toFile())
                    .start();
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.ISO_8859_1));
            }
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("no end: " + command);
            }
            return Files.readString(out, StandardCharsets.ISO_8859_1);
        } finally {
            Files.delete(out);
        }
    }

    private static boolean hasDkimpy() throws IOException, InterruptedException {
        return Files.isExecutable(PYTHON)
                && run(List.of(PYTHON.toString(), "-c", "import dkim, nacl; print('yes')"), "")
                        .strip()
                        .equals("yes");
    }

    private static void assumeDkimpy() throws IOException, InterruptedException {
        boolean there = hasDkimpy();
        if (!there) {
            System.out.println("interoperability: python3-dkim is not installed, not run");
        }
        Assumptions.assumeTrue(there, "python3-dkim is not installed");
    }

    /// A kind of key: its name, the private key as we and as dkimpy have it, and the record.
    private record Kind(String name, PrivateKey key, String file, String record) {}

    private static List<Kind> kinds() throws Exception {
        PrivateKey ed25519 = PrivateKey.parse(Base64.getEncoder().encodeToString(SEED));
        return List.of(
                new Kind("rsa", RSA.privateKey(), RSA.pem(), RSA.record()),
                new Kind("ed25519", ed25519, Base64.getEncoder().encodeToString(SEED), ED25519_RECORD));
    }

    @TestFactory
    Stream<DynamicTest> dkimpy_verifies_what_we_sign() throws Exception {
        assumeDkimpy();
        List<DynamicTest> tests = new ArrayList<>();
        for (Kind kind : kinds()) {
            for (Canonicalization canonicalization : Canonicalization.values()) {
                for (String message : MESSAGES) {
                    tests.add(DynamicTest.dynamicTest(
                            kind.name() + " " + canonicalization + " " + subject(message),
                            () -> verifiedByDkimpy(message, kind, canonicalization)));
                }
            }
        }
        return tests.stream();
    }

    static String subject(String message) {
        return message.replaceAll("(?s).*?Subject: *(.*?)\r\n.*", "$1");
    }

    private static void verifiedByDkimpy(String message, Kind kind, Canonicalization canonicalization)
            throws Exception {
        String signed = signed(message, kind.key(), canonicalization);
        assertThat(run(List.of(PYTHON.toString(), "-c", VERIFY, kind.record()), signed))
                .isEqualTo("True\n");
    }

    static String signed(String message, PrivateKey key, Canonicalization canonicalization) throws Exception {
        long now = Instant.now().getEpochSecond();
        SigningRequest plain = Signing.request(key);
        SigningRequest request = new SigningRequest(
                "example.org",
                "sel",
                key,
                plain.algorithm(),
                canonicalization,
                Optional.of("joe@example.org"),
                "+From:+Subject:To:=Received",
                OptionalLong.of(now),
                OptionalLong.of(now + 3600));
        Verify.Halves halves = Verify.halves(Verify.bytes(message));
        Outgoing outgoing = new Outgoing(Address.NULL, halves.header(), TestMessage.content(halves.bodyText()));
        return new MessageSigner(outgoing).sign(request).text() + message;
    }

    @TestFactory
    Stream<DynamicTest> we_verify_what_dkimpy_signs() throws Exception {
        assumeDkimpy();
        List<DynamicTest> tests = new ArrayList<>();
        for (Kind kind : kinds()) {
            for (String header : List.of("simple", "relaxed")) {
                for (String body : List.of("simple", "relaxed")) {
                    for (String message : MESSAGES) {
                        tests.add(DynamicTest.dynamicTest(
                                kind.name() + " " + header + "/" + body + " " + subject(message),
                                () -> signedByDkimpy(message, kind, header, body)));
                    }
                }
            }
        }
        return tests.stream();
    }

    private void signedByDkimpy(String message, Kind kind, String header, String body) throws Exception {
        Path key = Files.createTempFile(directory, "key", "");
        Files.writeString(key, kind.file());
        String signed = run(List.of(PYTHON.toString(), "-c", SIGN, key.toString(), kind.name(), header, body), message);
        FakeDns dns = new FakeDns().txt("sel._domainkey.example.org", kind.record());
        assertThat(Verify.findings(signed, dns, Instant.now())).containsExactly(Finding.PASS);
    }
}
