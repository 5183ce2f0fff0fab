package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What an ACL says of a session or message is done.
class SessionControlsIT {
    @Test
    void a_message_belongs_to_the_queue_that_an_acl_named() throws Exception {
        String configuration = Configurations.routes(2600, "  warn queue = ${if eq{$local_part}{bob}{bulk}}")
                .replace(
                        "  transport = maildir\n",
                        "  transport = maildir\n  condition = ${if eq{$queue_name}{bulk}}\n");
        try (Server server = Server.with(configuration);
                SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO client.example");
            assertThat(client.message("a@here.test", "bob@maildir.test", "Subject: 1\r\n\r\nx")
                            .code())
                    .isEqualTo(250);
            assertThat(client.message("a@here.test", "eve@maildir.test", "Subject: 2\r\n\r\nx")
                            .code())
                    .isEqualTo(250);
            Await.until(
                    "two ends",
                    Duration.ofSeconds(20),
                    () -> server.log("mainlog").split("Completed", -1).length >= 3);
            assertThat(server.log("mainlog"))
                    .containsPattern("<= a@here.test .* Q=bulk")
                    .contains("=> bob <bob@maildir.test>", "** eve@maildir.test")
                    .doesNotContain("Q= ");
        }
    }

    @Test
    void the_traffic_class_of_a_connection_is_the_one_that_an_acl_asked_for() throws Exception {
        String ss = Command.find("ss");
        String configuration = Configurations.routes(2600)
                .replace("begin acl\n", "begin acl\ncheck_connect:\n  accept control = dscp/af21\n\n")
                .replace("acl_smtp_rcpt =", "acl_smtp_connect = check_connect\nacl_smtp_rcpt =");
        try (Server server = Server.with(configuration);
                SmtpClient client = new SmtpClient(server.port())) {
            assertThat(client.reply().code()).isEqualTo(220);
            Command.Result sockets = Command.run(
                    List.of(ss, "-tnH", "--tos", "state", "established", "sport", "=", ":" + server.port()));
            assertThat(sockets.output()).contains("tos:0x48");
        }
    }
}
