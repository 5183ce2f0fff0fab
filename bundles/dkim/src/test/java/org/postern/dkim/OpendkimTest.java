package org.postern.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.signatures.Canonicalization;
import org.postern.testkit.FakeDns;

/// What we sign, OpenDKIM verifies, and what it signs, we read: `opendkim-testmsg`, where it is installed.
@NullMarked
class OpendkimTest {
    private static final Path OPENDKIM = Path.of("/usr/sbin/opendkim-testmsg");
    private static final String DATE = "Date: Thu, 1 Jan 2026 00:00:00 +0000\r\n";
    private static final TestKeys RSA = TestKeys.rsa(2048);

    /// The program asks the DNS that the machine is set up with: for it, a network without any other.
    private static final String ALONE =
            "ip link set lo up && mount --bind \"$1\" /etc/resolv.conf && shift && exec /usr/bin/python3 \"$@\"";

    @TempDir
    private Path directory;

    private static void assume(boolean holds, String what) {
        if (!holds) {
            System.out.println("interoperability: " + what + ", OpenDKIM is not run");
        }
        Assumptions.assumeTrue(holds, what);
    }

    /// Without a second Subject, which OpenDKIM does not take for a message, and with a Date, which it wants.
    private static List<String> messages() {
        return InteroperabilityTest.MESSAGES.stream()
                .filter(message -> !InteroperabilityTest.subject(message).equals("twice"))
                .map(message -> DATE + message)
                .toList();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text, StandardCharsets.ISO_8859_1);
    }

    private Path script() throws IOException {
        try (InputStream in = OpendkimTest.class.getResourceAsStream("/opendkim/verify.py")) {
            return file("verify.py", new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static List<String> alone(List<String> command) {
        List<String> all = new ArrayList<>(List.of("unshare", "--net", "--mount"));
        all.addAll(command);
        return all;
    }

    private static boolean canBeAlone() throws InterruptedException {
        try {
            return InteroperabilityTest.run(alone(List.of("sh", "-c", "ip link set lo up && echo yes")), "")
                    .strip()
                    .equals("yes");
        } catch (IOException e) {
            return false; // there is no such program
        }
    }

    @Test
    void opendkim_verifies_what_we_sign() throws Exception {
        assume(Files.isExecutable(OPENDKIM), "opendkim-tools is not installed");
        assume(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not installed");
        assume(canBeAlone(), "this user may not make a network of its own (unshare, ip)");
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                ALONE,
                "sh",
                file("resolv.conf", "nameserver 127.0.0.1\n").toString(),
                script().toString(),
                file("record", RSA.record()).toString()));
        List<String> expected = new ArrayList<>();
        for (Canonicalization canonicalization : Canonicalization.values()) {
            for (String message : messages()) {
                String name = canonicalization + "-" + expected.size();
                String signed = InteroperabilityTest.signed(message, RSA.privateKey(), canonicalization);
                command.add(file(name, signed).toString());
                expected.add(name + " 0 ");
            }
        }
        String changed = InteroperabilityTest.signed(messages().getFirst(), RSA.privateKey(), Canonicalization.RELAXED);
        command.add(file("changed", changed.replace("Hello", "Hallo")).toString());
        expected.add("changed 70 ");
        List<String> said = InteroperabilityTest.run(alone(command), "").lines().toList();
        assertThat(said).hasSameSizeAs(expected);
        for (int i = 0; i < said.size(); i++) {
            assertThat(said.get(i)).startsWith(expected.get(i).strip());
        }
    }

    /// The program signs with rsa-sha1 alone: that it is found out only there means that body hash and key
    /// were right.
    @Test
    void we_read_what_opendkim_signs_and_do_not_pass_it() throws Exception {
        assume(Files.isExecutable(OPENDKIM), "opendkim-tools is not installed");
        Path key = file("rsa.pem", RSA.pem());
        FakeDns dns = new FakeDns().txt("sel._domainkey.example.org", RSA.record());
        List<String> command =
                List.of(OPENDKIM.toString(), "-C", "-d", "example.org", "-s", "sel", "-k", key.toString());
        for (String message : messages()) {
            assertThat(Verify.findings(InteroperabilityTest.run(command, message), dns, Instant.now()))
                    .as(InteroperabilityTest.subject(message))
                    .containsExactly(Finding.HISTORIC);
        }
    }
}
