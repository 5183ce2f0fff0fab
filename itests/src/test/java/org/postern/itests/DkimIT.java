package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One server signs what it relays, another verifies it, and so does dkimpy where it is installed.
class DkimIT {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final String VERIFY = """
            import sys, dkim
            record = open(sys.argv[1], 'rb').read()
            message = open(sys.argv[2], 'rb').read().replace(b'\\r\\n', b'\\n').replace(b'\\n', b'\\r\\n')
            print(dkim.verify(message, dnsfunc=lambda name, timeout=5: record))
            """;
    private static final String POLICY = """
            acl_smtp_rcpt = accept
            acl_smtp_dkim = check_dkim
            acl_smtp_data = check_data
            log_selector = +dkim_verbose

            begin acl
            check_dkim:
              deny   dkim_signers = strict.example
                     message = no $dkim_verify_status mail of $dkim_cur_signer
              discard dkim_signers = gone.example
              warn   set dkim_verify_reason = seen by the ACL
              accept logwrite = ACL: $dkim_cur_signer $dkim_verify_status $dkim_algo $dkim_key_length
            check_data:
              accept dkim_status = pass
                     logwrite = DATA: $dkim_verify_status, $dkim_verify_reason, $dkim_signers
              accept logwrite = DATA: not signed: $dkim_verify_status
            """;

    @TempDir
    private Path directory;

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// Makes a key: the private one in a file, the public one in the zone, with strings as long as they may
    /// be.
    private Path zone() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        Files.writeString(
                directory.resolve("sel.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + base64(pair.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        String record = "v=DKIM1; k=rsa; p=" + base64(pair.getPublic().getEncoded());
        Files.writeString(directory.resolve("record"), record);
        String strings = "\"" + record.substring(0, 200) + "\" \"" + record.substring(200) + "\"";
        return Files.writeString(
                directory.resolve("zone"),
                Stream.of("example.org", "strict.example", "gone.example")
                        .map(domain -> "sel._domainkey." + domain + ". 60 IN TXT " + strings + "\n")
                        .collect(Collectors.joining()));
    }

    private String signing() {
        return "  dkim_domain = ${lc:${domain:$h_from:}}\n  dkim_selector = sel\n  dkim_strict = true\n"
                + "  dkim_private_key = " + directory + "/$dkim_selector.pem\n  dkim_timestamps = 86400\n";
    }

    private static void send(Server server, String from) throws IOException {
        try (SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO client.example");
            assertThat(client.message(
                                    "a@example.org",
                                    "u@example.net",
                                    "From: " + from + "\r\nSubject:  some   space\r\n\r\nHello \t World  \r\n\r\n")
                            .code())
                    .isEqualTo(250);
        }
    }

    @Test
    void what_one_server_signs_another_verifies() throws Exception {
        String zone = zone().toString();
        try (Server receiver = Server.with(Configurations.routes(2600), "--dns", zone)) {
            receiver.install("dkim", Configurations.receiver("in.example.net", POLICY));
            try (Server sender = Server.with(Configurations.sender(receiver.port(), ""), "--dns", zone)) {
                send(sender, "a@example.org");
                Await.until(
                        "a message",
                        Duration.ofSeconds(20),
                        () -> delivered(receiver).size() == 1);
                assertThat(receiver.log("mainlog"))
                        .contains("DATA: not signed: ")
                        .doesNotContain("DKIM=");

                sender.install("dkim", Configurations.sender(receiver.port(), signing()));
                send(sender, "a@example.org");
                Await.until(
                        "another message",
                        Duration.ofSeconds(20),
                        () -> delivered(receiver).size() == 2);
                assertThat(receiver.log("mainlog"))
                        .containsSubsequence(
                                "ACL: example.org pass rsa-sha256 2048",
                                "DKIM: d=example.org s=sel c=relaxed/relaxed a=rsa-sha256 b=2048 t=",
                                " [verification succeeded]",
                                "DATA: pass, seen by the ACL, example.org",
                                "<= a@example.org ",
                                " DKIM=example.org\n");
                verifiedByDkimpy(delivered(receiver));

                send(sender, "a@strict.example");
                Await.until(
                        "the refusal",
                        Duration.ofSeconds(20),
                        () -> sender.log("mainlog").contains("no pass mail of strict.example"));
                assertThat(receiver.log("rejectlog")).contains("rejected DKIM: no pass mail of strict.example");

                send(sender, "a@gone.example");
                Await.until(
                        "the end of a message that nobody gets",
                        Duration.ofSeconds(20),
                        () -> receiver.log("mainlog").contains("=> blackhole (DKIM ACL discarded recipients)"));
                for (Path message : delivered(receiver)) {
                    assertThat(Files.readString(message, StandardCharsets.ISO_8859_1))
                            .doesNotContain("From: a@gone.example");
                }
            }
        }
    }

    private static List<Path> delivered(Server server) throws IOException {
        Path inbox = server.home().resolve("mail/in/new");
        if (!Files.isDirectory(inbox)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(inbox)) {
            return files.toList();
        }
    }

    private void verifiedByDkimpy(List<Path> messages) throws Exception {
        boolean there = Files.isExecutable(PYTHON)
                && Command.run(List.of(PYTHON.toString(), "-c", "import dkim")).status() == 0;
        if (!there) {
            System.out.println("DkimIT: python3-dkim is not installed, not asked");
            return;
        }
        for (Path message : messages) {
            boolean signed =
                    Files.readString(message, StandardCharsets.ISO_8859_1).contains("DKIM-Signature:");
            String record = directory.resolve("record").toString();
            Command.Result result = Command.run(List.of(PYTHON.toString(), "-c", VERIFY, record, message.toString()));
            assertThat(result.output().strip()).isEqualTo(signed ? "True" : "False");
        }
    }
}
