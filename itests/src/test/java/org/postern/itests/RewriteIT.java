package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Addresses are rewritten on their way through the server.
class RewriteIT {
    private static final String RULES = """

            begin rewrite
            # at SMTP time
            <(.*)!(.*)>  $2@$1  S
            # on acceptance
            *@old.test   $1@maildir.test
            """;

    private static String configuration() {
        return Configurations.routes(2600, "  accept domains = old.test")
                        .replace(
                                "create_directory\n",
                                "create_directory\n  headers_rewrite = *@maildir.test shown-$1@maildir.test f\n")
                + RULES;
    }

    @Test
    void envelope_and_header_are_rewritten_where_the_rules_say() throws Exception {
        try (Server server = Server.with(configuration());
                SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO client.example");
            assertThat(client.command("MAIL FROM:<a@old.test> SIZE=100").code()).isEqualTo(250);
            assertThat(client.command("RCPT TO:<maildir.test!bob>").code()).isEqualTo(250);
            assertThat(client.command("RCPT TO:<carol@old.test>").code()).isEqualTo(250);
            assertThat(client.command("DATA").code()).isEqualTo(354);
            client.raw(
                    "From: A <a@old.test>\r\nTo: carol@old.test, x@other.test\r\nSubject: to old.test\r\n\r\nhi\r\n.\r\n");
            assertThat(client.reply().code()).isEqualTo(250);

            Path mail = server.home().resolve("mail/in/new");
            Await.until("two deliveries", Duration.ofSeconds(20), () -> Command.count(mail) == 2);
            Await.until(
                    "their end",
                    Duration.ofSeconds(20),
                    () -> server.log("mainlog").contains("Completed"));
            assertThat(delivered(mail))
                    .contains(
                            "From: A <shown-a@maildir.test>\r\n",
                            "To: carol@maildir.test, x@other.test\r\n",
                            "Subject: to old.test\r\n");
            assertThat(server.log("mainlog"))
                    .contains("<= a@maildir.test ", "=> bob <bob@maildir.test>", "=> carol <carol@maildir.test>");
        }
    }

    private static String delivered(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return Files.readString(files.findFirst().orElseThrow(), StandardCharsets.ISO_8859_1)
                    .replaceAll("\r?\n", "\r\n");
        }
    }
}
