package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// No message has a second one in it, with every feature that puts something into the header.
class SmugglingIT {
    private static final List<String> FEATURES = List.of("spf", "dkim", "dmarc", "arc", "authresults", "chunking");

    /// What some servers take for the end of data, and what is none (the last is, but not in a chunk).
    private static final List<String> ENDS = List.of(
            "\n.\n",
            "\r.\n",
            "\r.\r",
            "\r.\r\n",
            "\r\n\0.\r\n",
            "\r\n.\r\r\n",
            "\r\r\n.\r\r\n",
            "\r\n.\n",
            "\n.\r\n",
            "\r\n.\r",
            "\r\n.\r\n");

    private static final String ENVELOPE = "MAIL FROM:<a@b.example>\r\nRCPT TO:<u@maildir.test>\r\n";
    private static final String SMUGGLED = ENVELOPE + "DATA\r\nSubject: smuggled\r\n\r\nx";
    private static final String BY_CHUNK = ENVELOPE + "BDAT 21 LAST\r\nSubject: smuggled\r\n\r\n";

    private static String policy(String bareNewline) {
        return """
                smtp_bare_newline = %s
                smtp_accept_max_per_connection = 0
                smtp_accept_queue_per_connection = 0
                acl_smtp_rcpt = check_rcpt
                acl_smtp_data = check_data
                begin acl
                check_rcpt:
                  warn spf = fail : softfail : none : neutral
                       add_header = :at_start:$spf_received
                  accept
                check_data:
                  warn dmarc_status = accept : reject : quarantine : none : norecord : nofrom : temperror : off
                  warn add_header = :at_start:${authresults {mx.example.org}}
                  accept
                """.formatted(bareNewline);
    }

    @Test
    void every_pair_of_ends_by_data_and_by_chunks() throws Exception {
        for (String bareNewline : List.of("reject", "normalise")) {
            Path zones =
                    Files.writeString(Files.createTempFile("zones", ".txt"), "b.example. 60 IN TXT \"v=spf1 -all\"\n");
            try (Server server =
                    Server.with("local_interfaces = 127.0.0.1\ndaemon_smtp_ports = 0\n", "--dns", zones.toString())) {
                for (String feature : FEATURES) {
                    assertThat(server.postern("feature", "install", feature).status())
                            .isZero();
                }
                server.configure(Configurations.receiver("mx.example.org", policy(bareNewline)));
                Command.Result reload = server.postern("reload");
                assertThat(reload.status()).as(reload.output()).isZero();
                int taken = 0;
                for (String first : ENDS) {
                    for (String second : ENDS) {
                        taken += send(server, first, second);
                    }
                }
                int expected = taken;
                Await.until(
                        "deliveries",
                        Duration.ofSeconds(60),
                        () -> server.delivered().size() >= expected);
                assertThat(server.delivered())
                        .hasSize(expected)
                        .allSatisfy(message -> assertThat(message.substring(0, message.indexOf("\n\n")))
                                .contains("Subject: outer")
                                .doesNotContain("smuggled"));
            } finally {
                Files.delete(zones);
            }
        }
    }

    /// How many messages were taken of those that were sent.
    private static int send(Server server, String first, String second) throws Exception {
        String what = (first + " " + second).replace("\r", "\\r").replace("\n", "\\n");
        List<String> scripts = new ArrayList<>();
        if (!first.equals("\r\n.\r\n") && !second.equals("\r\n.\r\n")) {
            scripts.add("DATA\r\n|Subject: outer\r\n\r\nx" + first + SMUGGLED + second + BY_CHUNK + "\r\n.\r\n");
        }
        String inside = first + BY_CHUNK + second + SMUGGLED;
        String head = "Subject: outer\r\n\r\nx" + first.charAt(0);
        String rest = inside.substring(1);
        scripts.add("BDAT " + head.length() + "\r\n" + head + "BDAT " + rest.length() + " LAST\r\n" + rest);
        int taken = 0;
        for (String script : scripts) {
            int accepted = accepted(server, script);
            assertThat(accepted).as(what).isLessThanOrEqualTo(1);
            taken += accepted;
        }
        return taken;
    }

    private static int accepted(Server server, String script) throws Exception {
        try (SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO client.example");
            client.raw(ENVELOPE);
            client.reply();
            client.reply();
            String data = script;
            if (script.startsWith("DATA\r\n|")) {
                assertThat(client.command("DATA").code()).isEqualTo(354);
                data = script.substring(7);
            }
            client.raw(data);
            int accepted = 0;
            boolean asked = false;
            for (SmtpClient.Reply reply = client.reply(); reply.code() != 0; reply = client.reply()) {
                accepted += reply.text().contains("OK id=") ? 1 : 0;
                if (!asked) {
                    asked = true;
                    client.raw("QUIT\r\n");
                }
            }
            return accepted;
        } catch (java.io.IOException e) {
            return 0; // cut off before the answer could be read
        }
    }
}
