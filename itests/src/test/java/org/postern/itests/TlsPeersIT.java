package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Debian's Exim and Postfix talk TLS with us, in both directions: certificates that are right, for another
/// name, and
/// expired.
class TlsPeersIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String RECEIVER = """
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = 0
            primary_hostname = localhost
            acl_smtp_rcpt = accept
            tls_certificate = %s
            %s
            begin routers
            local:
              driver = accept
              transport = maildir
            begin transports
            maildir:
              driver = appendfile
              directory = HOME/mail/in
              maildir_format
              create_directory
            """;
    private static final String SENDER = """
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = 0
            primary_hostname = out.example.org
            acl_smtp_rcpt = accept
            begin routers
            relay:
              driver = manualroute
              route_list = * localhost byname
              self = send
              transport = out
            begin transports
            out:
              driver = smtp
              port = %d
              allow_localhost
            %s
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
        pki.issue("other", "RSA", "other.example");
        pki.issueExpired("expired", "EC", "localhost");
    }

    private Server receiver(String certificate) throws Exception {
        return Server.with(RECEIVER.formatted(pki.file(certificate, ".pem"), ""));
    }

    private Server sender(int port, String options) throws Exception {
        return Server.with(
                SENDER.formatted(port, ("tls_verify_certificates = " + pki.anchor() + "\n" + options).indent(2)));
    }

    private Exim eximTo(int port, String options) throws Exception {
        return Exim.with("", "port = " + port + "\ntls_verify_certificates = " + pki.anchor() + "\n" + options);
    }

    private static void send(Server server) throws Exception {
        try (SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO client.example");
            assertThat(client.message("a@example.org", "u@example.net", "Subject: x\r\n\r\nx\r\n")
                            .code())
                    .isEqualTo(250);
        }
    }

    private static void awaitLine(Server server, String words) throws Exception {
        Await.until(words, LIMIT, () -> server.log("mainlog").contains(words));
    }

    private static void awaitLine(Exim exim, String words) throws Exception {
        try {
            Await.until(words, LIMIT, () -> exim.log().contains(words));
        } catch (AssertionError e) {
            throw new AssertionError(exim.log(), e);
        }
    }

    @Test
    void exim_verifies_our_certificate() throws Exception {
        try (Server us = receiver("right");
                Exim exim = eximTo(us.port(), "tls_verify_hosts = *\nhosts_require_tls = *")) {
            exim.send("a@example.org", "u@relay.test", "Subject: x\n\nx\n");
            awaitLine(exim, "CV=yes");
            awaitLine(us, "P=esmtps X=TLS1.3:");
        }
    }

    @Test
    void exim_refuses_our_certificate_for_another_name() throws Exception {
        try (Server us = receiver("other");
                Exim exim = eximTo(us.port(), "tls_verify_hosts = *\nhosts_require_tls = *")) {
            exim.send("a@example.org", "u@relay.test", "Subject: x\n\nx\n");
            awaitLine(exim, "certificate verification failed");
            assertThat(us.log("mainlog")).doesNotContain("<= ");
        }
    }

    @Test
    void exim_refuses_our_expired_certificate() throws Exception {
        try (Server us = receiver("expired");
                Exim exim = eximTo(us.port(), "tls_verify_hosts = *\nhosts_require_tls = *")) {
            exim.send("a@example.org", "u@relay.test", "Subject: x\n\nx\n");
            awaitLine(exim, "certificate verification failed");
            assertThat(us.log("mainlog")).doesNotContain("<= ");
        }
    }

    private Exim exim(String certificate) throws Exception {
        Path file = pki.file(certificate, ".pem");
        file.toFile().setReadable(true, false);
        directory.toFile().setExecutable(true, false);
        directory.toFile().setReadable(true, false);
        return Exim.with("tls_certificate = " + file, "");
    }

    @Test
    void we_verify_the_certificate_of_exim() throws Exception {
        try (Exim exim = exim("right");
                Server us = sender(exim.port(), "tls_verify_hosts = *\nhosts_require_tls = *")) {
            send(us);
            awaitLine(us, " CV=yes ");
            assertThat(exim.log()).contains("P=esmtps X=TLS1.3:");
        }
    }

    @Test
    void we_say_what_is_wrong_with_a_certificate_that_does_not_matter() throws Exception {
        try (Exim exim = exim("other");
                Server us = sender(exim.port(), "")) {
            send(us);
            awaitLine(us, " CV=no ");
        }
    }

    @Test
    void we_refuse_a_certificate_of_exim_for_another_name() throws Exception {
        try (Exim exim = exim("other");
                Server us = sender(exim.port(), "tls_verify_hosts = *\nhosts_require_tls = *")) {
            send(us);
            awaitLine(us, "the certificate is for other.example and not for localhost");
            assertThat(exim.delivered()).isEmpty();
        }
    }

    @Test
    void we_refuse_an_expired_certificate_of_exim() throws Exception {
        try (Exim exim = exim("expired");
                Server us = sender(exim.port(), "tls_verify_hosts = *\nhosts_require_tls = *")) {
            send(us);
            awaitLine(us, "the certificate has expired");
            assertThat(exim.delivered()).isEmpty();
        }
    }

    private Postfix postfixTo(int port) throws Exception {
        return Postfix.with(
                port,
                "smtp_tls_security_level = secure\nsmtp_tls_secure_cert_match = nexthop\nsmtp_tls_CAfile = "
                        + pki.anchor());
    }

    private static void awaitLine(Postfix postfix, String words) throws Exception {
        try {
            Await.until(words, LIMIT, () -> postfix.log().contains(words));
        } catch (AssertionError e) {
            throw new AssertionError(postfix.log(), e);
        }
    }

    @Test
    void postfix_verifies_our_certificate() throws Exception {
        try (Server us = receiver("right");
                Postfix postfix = postfixTo(us.port())) {
            send(postfix.port(), "u@relay.test");
            awaitLine(postfix, "Verified TLS connection established to localhost[127.0.0.1]");
            awaitLine(us, "P=esmtps X=TLS1.3:");
        }
    }

    @Test
    void postfix_refuses_our_certificate_for_another_name_and_an_expired_one() throws Exception {
        for (String certificate : java.util.List.of("other", "expired")) {
            try (Server us = receiver(certificate);
                    Postfix postfix = postfixTo(us.port())) {
                send(postfix.port(), "u@relay.test");
                awaitLine(postfix, "status=deferred (Server certificate not ");
                assertThat(us.log("mainlog")).doesNotContain("<= ");
            }
        }
    }

    private Postfix postfix(String certificate) throws Exception {
        return Postfix.with(
                1, "smtpd_tls_security_level = may\nsmtpd_tls_chain_files = " + pki.file(certificate, ".chain"));
    }

    @Test
    void we_verify_the_certificate_of_postfix() throws Exception {
        try (Postfix postfix = postfix("right");
                Server us = sender(postfix.port(), "tls_verify_hosts = *\nhosts_require_tls = *")) {
            send(us.port(), "u@maildir.test");
            awaitLine(us, " CV=yes ");
            Await.until("the message", LIMIT, () -> postfix.delivered().size() == 1);
        }
    }

    @Test
    void we_refuse_a_certificate_of_postfix_for_another_name() throws Exception {
        try (Postfix postfix = postfix("other");
                Server us = sender(postfix.port(), "tls_verify_hosts = *\nhosts_require_tls = *")) {
            send(us.port(), "u@maildir.test");
            awaitLine(us, "the certificate is for other.example and not for localhost");
            assertThat(postfix.delivered()).isEmpty();
        }
    }
}
