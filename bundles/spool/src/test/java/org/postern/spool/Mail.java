package org.postern.spool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.mail.Address;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;
import org.postern.api.mail.Origin;
import org.postern.core.Envelope;

/// Messages for tests.
final class Mail {
    static final Instant TIME = Instant.parse("2026-11-21T10:00:00.123456Z");

    private Mail() {}

    static Envelope envelope(String id) {
        return new Envelope(
                id,
                new Address("alice", "example.org"),
                Map.of("SIZE", "100", "SMTPUTF8", ""),
                List.of(
                        new Envelope.To(new Address("bob", "example.com"), Map.of()),
                        new Envelope.To(new Address("Joe \u00ff", "example.net"), Map.of("NOTIFY", "NEVER"))),
                TIME,
                new Origin(
                        Optional.of(new InetSocketAddress("192.0.2.1", 12345)),
                        "client.example.org",
                        Optional.of(new InetSocketAddress("2001:db8::1", 25)),
                        "[192.0.2.1]",
                        "esmtps",
                        "alice",
                        "TLS1.3:TLS_AES_256_GCM_SHA384:256"),
                Map.of("acl_m_x", "1", "spf", "pass\nagain"));
    }

    static List<Header> headers(String id) {
        return List.of(new Header("Received: by test\r\n\tid " + id + "\r\n"), new Header("Subject: \u00e4\r\n"));
    }

    static Bytes body(String text) {
        return Bytes.of(text.getBytes(ISO_8859_1));
    }

    static String text(Content content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out);
        return out.toString(ISO_8859_1);
    }
}
