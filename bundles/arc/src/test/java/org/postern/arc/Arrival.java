package org.postern.arc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.postern.api.Phase;
import org.postern.api.dns.Dns;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message.Placement;
import org.postern.signatures.MessageSplitter;
import org.postern.spi.IncomingObserver;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestMessage;
import org.postern.testkit.TestSession;

/// A message on its way in, as the server shows it to the bundle.
@NullMarked
final class Arrival {
    private Arrival() {}

    /// The context of the DATA ACL for a message, each `char` a byte, which has come in small chunks.
    static TestContext of(String message) {
        TestMessage parsed = message(message);
        TestContext context = TestContext.in(Phase.DATA)
                .session(TestSession.from("192.0.2.1"))
                .message(parsed);
        IncomingObserver.Sink sink = new ArcIntake().begin(context).orElseThrow();
        byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytes.length; i += 1000) {
            sink.bytes(bytes, i, Math.min(1000, bytes.length - i));
        }
        sink.end();
        return context;
    }

    /// What its chain is worth.
    static ArcResult result(String message, Dns dns, InstantSource clock) {
        try {
            return new ArcCheck(dns, clock).result(of(message).at(clock.instant()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The message taken apart.
    static TestMessage message(String message) {
        List<Header> header = new ArrayList<>();
        StringBuilder body = new StringBuilder();
        MessageSplitter splitter = new MessageSplitter(new MessageSplitter.Parts() {
            @Override
            public void header(List<Header> fields) {
                header.addAll(fields);
            }

            @Override
            public void body(byte[] bytes, int offset, int count) {
                body.append(new String(bytes, offset, count, StandardCharsets.ISO_8859_1));
            }

            @Override
            public void headerTooLong() {
                throw new IllegalArgumentException("the header is too long");
            }
        });
        byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
        splitter.update(bytes, 0, bytes.length);
        splitter.end();
        TestMessage parsed = TestMessage.from("alice@example.org").body(body.toString());
        header.forEach(field -> parsed.addHeader(field, Placement.AT_END));
        return parsed;
    }
}
