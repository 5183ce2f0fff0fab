package org.postern.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Phase;
import org.postern.api.smtp.Reply;
import org.postern.spi.Connection;
import org.postern.testkit.TestExchange;

/// The dialogue with a client over a connection, without a kernel.
final class FakeExchange extends TestExchange {
    final FakeContext context;
    final List<String> sent = new ArrayList<>();
    Optional<Reply> verdict = Optional.empty();
    private Connection connection;

    FakeExchange(FakeContext context, Connection connection) {
        super(context);
        this.context = context;
        this.connection = connection;
    }

    @Override
    public void send(Reply reply) throws IOException {
        sent.add(reply.toString());
        connection.output().write(reply.wire().getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public String readLine(int limit) throws IOException {
        InputStream in = connection.input();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.size() > limit) {
                throw new IOException("no line");
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public boolean hasPipelinedInput() throws IOException {
        return connection.input().available() > 0;
    }

    @Override
    public void replaceConnection(Connection other) {
        connection = other;
        context.tls = other.tls();
    }

    @Override
    public Optional<Reply> check(Phase phase, String argument) {
        return phase == Phase.STARTTLS ? verdict : Optional.empty();
    }
}
