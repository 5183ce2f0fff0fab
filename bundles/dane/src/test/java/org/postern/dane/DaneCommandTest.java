package org.postern.dane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postern.api.dns.DnsType;
import org.postern.testkit.FakeDns;

/// What the command says where no certificate has to be asked for; the rest is tried end to end.
class DaneCommandTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    private final FakeDns dns =
            FakeDns.of("").mx("example.com", 10, "mx.example.com").address("mx.example.com", "127.0.0.1");
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private String explain(String what) {
        assertThatThrownBy(() -> new DaneCommand(dns, CLOCK)
                        .run(List.of(what), new PrintStream(out, true, StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class)
                .hasMessage(what + " is not protected by DANE");
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void tells_what_is_not_secure() {
        assertThat(explain("example.com")).isEqualTo("""
                example.com MX 10 mx.example.com (not secure)

                mx.example.com:25
                  A 127.0.0.1 (not secure)
                  the addresses of mx.example.com are not secure
                  => no DANE: the options of the transport hold
                """);
    }

    @Test
    void tells_that_there_are_no_records_or_that_it_cannot_be_known() {
        dns.secure("example.com");
        assertThat(explain("example.com")).endsWith("""
                  _25._tcp.mx.example.com has no TLSA records
                  => no DANE: the options of the transport hold
                """);
        dns.servfail("_25._tcp.mx.example.com");
        assertThat(explain("example.com")).endsWith("""
                  TLSA: _25._tcp.mx.example.com TLSA: SERVFAIL
                  => the host is deferred: it cannot be known whether it has DANE
                """);
    }

    @Test
    void tells_why_records_are_not_usable() {
        dns.secure("example.com").record("_26._tcp.mx.example.com", DnsType.TLSA, Chains.wrong(1, 1, 1));
        assertThat(explain("mx.example.com:26")).endsWith("""
                  _26._tcp.mx.example.com TLSA: 1 records, secure
                    1 1 1 abababababababababababababababababababababababababababababababab: not usable: usage 1 (PKIX) is not usable for SMTP (RFC 7672, 3.1.3)
                  no record is usable
                  => TLS is required, with any certificate
                """);
    }

    @Test
    void tells_that_a_host_does_not_offer_starttls() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> serve(server));
            dns.secure("example.com")
                    .record(
                            "_" + server.getLocalPort() + "._tcp.mx.example.com",
                            DnsType.TLSA,
                            Chains.tlsa(3, 1, 1, Chains.three().getFirst()));
            assertThat(explain("mx.example.com:" + server.getLocalPort()))
                    .endsWith(": the server does not offer STARTTLS\n  => the host is deferred\n");
        }
    }

    private static void serve(ServerSocket server) {
        try (Socket client = server.accept()) {
            client.getOutputStream()
                    .write("220 hello\r\n250-hello\r\n250 SIZE\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException _) {
            // The other side is gone.
        }
    }

    @Test
    void wants_one_word() {
        assertThatThrownBy(() -> new DaneCommand(dns, CLOCK).run(List.of(), new PrintStream(out)))
                .hasMessage("usage: dane DOMAIN | HOST:PORT");
        assertThatThrownBy(() -> new DaneCommand(dns, CLOCK).run(List.of("a:b"), new PrintStream(out)))
                .hasMessage("not a port: b");
    }
}
