package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// REQUIRETLS between two servers: kept onward, returned where it cannot be, and never sent in clear.
class RequiretlsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SENDER = """
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = 0
            primary_hostname = out.example.org
            acl_smtp_rcpt = check_rcpt
            begin acl
            check_rcpt:
              warn local_parts = must
                   control = requiretls
              accept logwrite = requiretls=$requiretls
            begin routers
            reports:
              driver = accept
              domains = example.org
              transport = maildir
            relay:
              driver = manualroute
              route_list = * localhost byname
              self = send
              transport = out
            begin transports
            maildir:
              driver = appendfile
              directory = HOME/mail/in
              maildir_format
              create_directory
            out:
              driver = smtp
              port = PORT
              allow_localhost
              tls_verify_certificates = ANCHOR
            begin retry
            * * F,2h,1s
            """;

    @TempDir
    private Path directory;

    private Pki pki;

    @BeforeEach
    void issue() throws Exception {
        pki = new Pki(directory);
        pki.issue("right", "EC", "localhost");
        pki.issue("other", "EC", "other.example");
    }

    private String receiving(String certificate, String main) {
        String policy = "acl_smtp_rcpt = accept\ntls_certificate = " + pki.file(certificate, ".pem") + "\n" + main;
        return Configurations.receiver("localhost", policy);
    }

    private Server receiver(String certificate, String main) throws Exception {
        Server server = Server.with(receiving(certificate, ""));
        server.install("requiretls", receiving(certificate, main));
        return server;
    }

    private Server senderTo(Server receiver) throws Exception {
        Server server = Server.with(Configurations.routes(2600));
        server.install(
                "requiretls",
                SENDER.replace("PORT", Integer.toString(receiver.port()))
                        .replace("ANCHOR", pki.anchor().toString()));
        return server;
    }

    /// `must` requires TLS.
    private static void send(Server server, String localPart) throws Exception {
        try (SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO client.example");
            String text = "Subject: secret\r\n\r\nthe body of it\r\n";
            assertThat(client.message("ann@example.org", localPart + "@relay.test", text)
                            .code())
                    .isEqualTo(250);
        }
    }

    private static void awaitLine(Server server, String words) throws Exception {
        try {
            Await.until(words, LIMIT, () -> server.log("mainlog").contains(words));
        } catch (AssertionError e) {
            throw new AssertionError(server.log("mainlog"), e);
        }
    }

    @Test
    void is_kept_onward_and_holds_for_the_one_message() throws Exception {
        try (Server receiver = receiver("right", "");
                Server sender = senderTo(receiver)) {
            send(sender, "must");
            awaitLine(receiver, "<= ann@example.org H=(out.example.org) [127.0.0.1] P=esmtpS X=TLS1.3:");
            send(sender, "may");
            awaitLine(receiver, " P=esmtps X=TLS1.3:");
            assertThat(sender.log("mainlog")).contains("requiretls=yes\n", "requiretls=\n", " CV=yes ");
        }
    }

    @Test
    void is_returned_where_the_next_host_does_not_offer_it() throws Exception {
        try (Server receiver = receiver("right", "tls_advertise_requiretls =");
                Server sender = senderTo(receiver)) {
            send(sender, "must");
            awaitLine(sender, "REQUIRETLS support is required from the server but it was not offered");
            Await.until("the report", LIMIT, () -> sender.delivered().size() == 1);
            assertThat(sender.delivered().getFirst())
                    .contains("Status: 5.7.30", "Subject: secret")
                    .doesNotContain("the body of it");
            assertThat(receiver.delivered()).isEmpty();
        }
    }

    @Test
    void is_returned_where_the_certificate_is_for_another_name_while_other_mail_goes() throws Exception {
        try (Server receiver = receiver("other", "");
                Server sender = senderTo(receiver)) {
            send(sender, "must");
            awaitLine(sender, "the certificate is for other.example and not for localhost");
            Await.until("the report", LIMIT, () -> sender.delivered().size() == 1);
            assertThat(sender.delivered().getFirst()).contains("Status: 5.7.30");
            send(sender, "may");
            Await.until("other mail", LIMIT, () -> receiver.delivered().size() == 1);
        }
    }

    @Test
    void never_goes_in_clear() throws Exception {
        try (Server receiver = receiver("right", "tls_advertise_hosts =");
                Server sender = senderTo(receiver)) {
            send(sender, "must");
            awaitLine(sender, "TLS is required, but the server did not offer it");
            Await.until("the report", LIMIT, () -> sender.delivered().size() == 1);
            assertThat(receiver.log("mainlog")).doesNotContain("<= ");
            send(sender, "may");
            Await.until("other mail", LIMIT, () -> receiver.delivered().size() == 1);
        }
    }
}
