package org.postern.kernel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.postern.api.Context;
import org.postern.api.MailLog.Stream;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;
import org.postern.api.smtp.Reply;
import org.postern.api.smtp.SmtpExchange;
import org.postern.core.ConfigSource;
import org.postern.core.Envelope;
import org.postern.core.Installed;
import org.postern.core.Mailer;
import org.postern.core.Policy;
import org.postern.core.Progress;
import org.postern.core.Spool;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.SmtpCommand;
import org.postern.spi.SmtpExtension;
import org.postern.testkit.FakeDns;
import org.postern.testkit.RecordingLog;

/// A server without a network: it takes scripts of clients, and keeps what they send. It knows `CHUNK SIZE
/// [LAST]`, a command that brings data in its own way.
@NullMarked
final class TestServer {
    static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");

    final RecordingLog log = new RecordingLog();
    final Connections connections = new Connections();
    final Turns turns = new Turns();
    final Set<String> flushed = new HashSet<>();
    final List<Spool.Spooled> taken = new ArrayList<>();
    final FakePolicy policy;
    double load;

    TestServer() {
        policy = new FakePolicy(
                ConfigSource.of("test.conf", "", Map.of()),
                List.of(new Fixed(new KernelPlugin().contributions()), new Fixed(List.of(new Chunks()))),
                Set.of());
        policy.main.put("smtp_enforce_sync", "false");
        policy.main.put("helo_lookup_domains", "");
    }

    /// A plugin that offers this and has no options.
    private record Fixed(List<Contribution> contributions) implements Installed {
        @Override
        public String name() {
            return "fixed";
        }

        @Override
        public String bundle() {
            return "fixed";
        }

        @Override
        public List<OptionSet> options() {
            return List.of();
        }

        @Override
        public void check(Settings main) {}

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public void blame(String what, Throwable fault) {
            throw new AssertionError(what, fault);
        }
    }

    TestServer with(Option<?> option, String text) {
        policy.main.put(option.name(), text);
        return this;
    }

    /// What a client is told that says this and goes.
    String told(String script) {
        return told(script, HERE);
    }

    String told(String script, InetAddress from) {
        ScriptedConnection connection = new ScriptedConnection(script.replace("\n", "\r\n"), 1_000, from);
        run(connection);
        return connection.told().replace("\r\n", "\n");
    }

    void run(ScriptedConnection connection) {
        Generation generation = new Generation(1, policy, List.of());
        Services services = new Services(
                generation::lease,
                new Kept(),
                new Nobody(flushed),
                FakeDns.of(""),
                log,
                InstantSource.fixed(Instant.EPOCH),
                connections,
                turns,
                () -> load);
        new SmtpSession(services, connection).run();
    }

    /// The main log.
    List<String> lines() {
        return log.lines(Stream.MAIN);
    }

    /// The messages that were taken: the subject and the body.
    List<String> messages() {
        return taken.stream().map(TestServer::text).toList();
    }

    private static String text(Spool.Spooled message) {
        try (var in = message.body().open()) {
            String subject = message.headers().stream()
                    .filter(header -> header.is("subject"))
                    .map(Header::value)
                    .findFirst()
                    .orElse("");
            return subject.strip() + "|" + new String(in.readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Chunks implements SmtpExtension, SmtpCommand {
        @Override
        public String name() {
            return "chunks";
        }

        @Override
        public Optional<String> advertise(Context context) {
            return Optional.of("");
        }

        @Override
        public List<SmtpCommand> commands() {
            return List.of(this);
        }

        @Override
        public String verb() {
            return "CHUNK";
        }

        @Override
        public Optional<Reply> handle(SmtpExchange exchange, String argument) throws IOException {
            var data = exchange.data();
            data.readFromClient(Long.parseLong(argument.replace(" LAST", "")));
            return Optional.of(
                    data.isRefused() || argument.endsWith(" LAST") ? data.finish() : Reply.of(250, "", "more"));
        }
    }

    private final class Kept implements Spool {
        private int ids;

        @Override
        public String newId() {
            return "m" + ++ids;
        }

        @Override
        public Collector collector() {
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            return new Collector() {
                @Override
                public OutputStream output() {
                    return data;
                }

                @Override
                public Content content() {
                    return Bytes.of(data.toByteArray());
                }

                @Override
                public void close() {
                    data.reset();
                }
            };
        }

        @Override
        public Spooled accept(Envelope envelope, List<Header> headers, Content body) {
            Spooled spooled = new Spooled(envelope, headers, body);
            taken.add(spooled);
            return spooled;
        }

        @Override
        public void note(String id, Progress progress) {}

        @Override
        public void sync() {}

        @Override
        public List<Recovered> recovered() {
            return List.of();
        }

        @Override
        public Spooled read(String id) throws IOException {
            throw new IOException(id);
        }
    }

    /// Delivers nothing, and remembers what it was to flush.
    private record Nobody(Set<String> flushed) implements Mailer {
        @Override
        public void deliver(Spool.Spooled message) {}

        @Override
        public String submit(Outgoing message, List<Address> recipients) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Verification verify(Address address, Policy policy, Context context) {
            return new Verification.Ok();
        }

        @Override
        public Expansion expand(Address address, Policy policy, Context context) {
            return new Expansion.Unknown();
        }

        @Override
        public boolean flush(String part, boolean alone) {
            return flushed.add(part);
        }
    }
}
