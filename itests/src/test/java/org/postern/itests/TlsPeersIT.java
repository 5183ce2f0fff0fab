package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Debian's Exim and Postfix talk TLS with us, in both directions: certificates that are right, for another
/// name, and
/// expired.
class TlsPeersIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private Pki pki;
    private X509Certificate right;

    @BeforeEach
    void issue() throws Exception {
        pki = new Pki(directory);
        right = pki.issue("right", "RSA", "localhost");
        pki.issue("other", "RSA", "other.example");
        pki.issueExpired("expired", "RSA", "localhost");
    }

    private String receiving(String certificate, String main) {
        String policy = "acl_smtp_rcpt = accept\ntls_certificate = " + pki.file(certificate, ".pem") + "\n" + main;
        return Configurations.receiver("localhost", policy);
    }

    private Server receiver(String certificate) throws Exception {
        return Server.with(receiving(certificate, ""));
    }

    private Server sender(int port, String options) throws Exception {
        return Server.with(Configurations.sender(port, "tls_verify_certificates = " + pki.anchor() + "\n" + options));
    }

    private Exim eximTo(int port, String options) throws Exception {
        return Exim.with("", "port = " + port + "\ntls_verify_certificates = " + pki.anchor() + "\n" + options);
    }

    private static void send(int port, String to) throws Exception {
        try (SmtpClient client = new SmtpClient(port)) {
            client.reply();
            client.command("EHLO client.example");
            assertThat(client.message("a@example.org", to, "Subject: x\r\n\r\nx\r\n")
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
        return Exim.with("tls_certificate = " + pki.file(certificate, ".pem"), "");
    }

    @Test
    void we_verify_the_certificate_of_exim() throws Exception {
        try (Exim exim = exim("right");
                Server us = sender(exim.port(), "tls_verify_hosts = *\nhosts_require_tls = *")) {
            send(us.port(), "u@example.net");
            awaitLine(us, " CV=yes ");
            assertThat(exim.log()).contains("P=esmtps L. X=TLS1.3:");
            Command.Result shown = us.postern("tls", "u@example.net");
            assertThat(shown.status()).as(shown.output()).isZero();
            assertThat(shown.output())
                    .contains(
                            "wanted: TLS, a certificate that is verified (PKIX and the name)\n",
                            "certificate 0: CN=right for localhost, issued by CN=Test Authority, until ",
                            "verified: by pkix\n",
                            "mail would go to localhost [127.0.0.1]\n");
        }
    }

    @Test
    void we_say_what_is_wrong_with_a_certificate_that_does_not_matter() throws Exception {
        try (Exim exim = exim("other");
                Server us = sender(exim.port(), "")) {
            send(us.port(), "u@example.net");
            awaitLine(us, " CV=no ");
        }
    }

    @Test
    void we_refuse_a_certificate_of_exim_for_another_name() throws Exception {
        try (Exim exim = exim("other");
                Server us = sender(exim.port(), "tls_verify_hosts = *\nhosts_require_tls = *")) {
            send(us.port(), "u@example.net");
            awaitLine(us, "the certificate is for other.example and not for localhost");
            assertThat(exim.delivered()).isEmpty();
            Command.Result shown = us.postern("tls", "example.net");
            assertThat(shown.status()).isEqualTo(1);
            assertThat(shown.output())
                    .contains("fault: certificate-host-mismatch: ", "mail would not go to localhost [127.0.0.1]: ");
        }
    }

    @Test
    void we_refuse_an_expired_certificate_of_exim() throws Exception {
        try (Exim exim = exim("expired");
                Server us = sender(exim.port(), "tls_verify_hosts = *\nhosts_require_tls = *")) {
            send(us.port(), "u@example.net");
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
        for (String certificate : List.of("other", "expired")) {
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

    @Test
    void exim_resumes_a_session_with_us() throws Exception {
        String resuming = "tls_resumption_hosts = *\nlog_selector = +tls_resumption";
        try (Server us = receiver("right")) {
            us.install("tls-resume", receiving("right", resuming));
            try (Exim exim = eximTo(us.port(), "tls_resumption_hosts = *")) {
                exim.send("a@example.org", "u@relay.test", "Subject: x\n\nx\n");
                awaitLine(us, "P=esmtps X=TLS1.3:TLS_AES_256_GCM_SHA384:256 ");
                exim.send("b@example.org", "u@relay.test", "Subject: x\n\nx\n");
                awaitLine(us, "P=esmtps X=TLS1.3:TLS_AES_256_GCM_SHA384:256* ");
            }
        }
    }

    @Test
    void we_resume_a_session_with_exim() throws Exception {
        String resuming = "tls_resumption_hosts = *\nconnection_max_messages = 1";
        try (Exim exim = Exim.with("tls_resumption_hosts = *\ntls_certificate = " + pki.file("right", ".pem"), "");
                Server us = sender(exim.port(), "")) {
            String options = ("tls_verify_certificates = " + pki.anchor() + "\n" + resuming).indent(2);
            us.install("tls-resume", "log_selector = +tls_resumption\n" + Configurations.sender(exim.port(), options));
            send(us.port(), "u@example.net");
            awaitLine(
                    us, "=> u@example.net R=relay T=out H=localhost [127.0.0.1] X=TLS1.3:TLS_AES_256_GCM_SHA384:256 ");
            send(us.port(), "v@example.net");
            awaitLine(
                    us, "=> v@example.net R=relay T=out H=localhost [127.0.0.1] X=TLS1.3:TLS_AES_256_GCM_SHA384:256* ");
        }
    }

    private void staple(boolean revoked) throws Exception {
        pki.staple("right", right, revoked, Instant.now().plus(Duration.ofHours(2)));
    }

    /// What Exim makes of our certificate, with its staple or without.
    private void eximRequiresStaple(String ours, String line) throws Exception {
        try (Server us = receiver("right")) {
            us.install("ocsp", receiving("right", ours));
            try (Exim exim = eximTo(us.port(), "hosts_require_ocsp = *\nhosts_require_tls = *")) {
                exim.send("a@example.org", "u@relay.test", "Subject: x\n\nx\n");
                awaitLine(exim, line);
                assertThat(us.log("mainlog").contains("<= ")).isEqualTo(line.startsWith(" => "));
            }
        }
    }

    @Test
    void exim_looks_at_what_we_staple() throws Exception {
        String stapled = "tls_ocsp_file = " + pki.file("right", ".ocsp");
        staple(false);
        eximRequiresStaple(stapled, " => u@relay.test ");
        staple(true);
        eximRequiresStaple(stapled, " == u@relay.test ");
        eximRequiresStaple("", " == u@relay.test ");
    }

    /// What we make of Exim's certificate, with its staple or without.
    private void weRequireStaple(String theirs, String line) throws Exception {
        String options = "tls_verify_certificates = " + pki.anchor()
                + "\ntls_verify_hosts = *\nhosts_require_tls = *\nhosts_require_ocsp = *";
        try (Exim exim = Exim.with("tls_certificate = " + pki.file("right", ".pem") + "\n" + theirs, "");
                Server us = sender(exim.port(), "")) {
            us.install("ocsp", Configurations.sender(exim.port(), options));
            send(us.port(), "u@example.net");
            awaitLine(us, line);
            if (line.startsWith(" => ")) {
                Await.until("the message", LIMIT, () -> exim.delivered().size() == 1);
            } else {
                assertThat(exim.delivered()).isEmpty();
            }
        }
    }

    @Test
    void we_look_at_what_exim_staples() throws Exception {
        String stapled = "tls_ocsp_file = " + pki.file("right", ".ocsp");
        String refused = " == u@example.net R=relay T=out H=localhost [127.0.0.1] defer (-1): TLS session failed: ";
        staple(false);
        weRequireStaple(stapled, " => u@example.net ");
        weRequireStaple("", refused); // one that says revoked is nothing that Exim would serve
    }
}
