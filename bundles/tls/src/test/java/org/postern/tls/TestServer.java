package org.postern.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.net.TlsInfo;
import org.postern.api.smtp.Reply;
import org.postern.spi.Connection;
import org.postern.spi.ConnectionFilter.Admission;
import org.postern.spi.Variable;

/// A server on the loopback that knows a few lines of SMTP: EHLO, STARTTLS, QUIT; `SHOW name` shows a
/// variable, `TAKE n` takes n bytes and `GIVE n` sends as many. A second port begins with TLS.
final class TestServer implements AutoCloseable {
    final FakeConfig config;
    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final TlsPlugin plugin;
    private final ServerSocket plain;
    private final ServerSocket encrypted;

    TestServer(FakeConfig config, Optional<Path> home) throws IOException {
        this.config = config;
        Staples staples = new Staples();
        StapleUrls.CURRENT.set(staples);
        plugin = new TlsPlugin(home, true, staples);
        plain = listen();
        encrypted = listen();
        config.write(TlsOptions.ON_CONNECT_PORTS, Integer.toString(encrypted.getLocalPort()));
    }

    private ServerSocket listen() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
        Thread.ofVirtual().start(() -> accept(socket));
        return socket;
    }

    int port() {
        return plain.getLocalPort();
    }

    int tlsPort() {
        return encrypted.getLocalPort();
    }

    Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /// How the next session ended.
    String nextEnd() throws InterruptedException {
        return Optional.ofNullable(ends.poll(60, TimeUnit.SECONDS)).orElse("no end in 60 s");
    }

    private void accept(ServerSocket socket) {
        try {
            while (true) {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> ends.add(serve(client)));
            }
        } catch (IOException _) {
            // closed: the test is over
        }
    }

    private String serve(Socket socket) {
        FakeContext context = new FakeContext(config);
        try (socket) {
            socket.setTcpNoDelay(true);
            TlsOnConnect filter = plugin.contributions().stream()
                    .filter(TlsOnConnect.class::isInstance)
                    .map(TlsOnConnect.class::cast)
                    .findFirst()
                    .orElseThrow();
            return switch (filter.admit(new SocketConnection(socket), context)) {
                case Admission.Admit admitted -> talk(context, admitted.connection());
                case Admission.Drop drop -> drop.reason();
                case Admission.Refuse refuse -> refuse.reply().toString();
            };
        } catch (IOException | ExpansionException | RuntimeException e) {
            return e.toString();
        }
    }

    private String talk(FakeContext context, Connection first) throws IOException, ExpansionException {
        context.tls = first.tls();
        FakeExchange exchange = new FakeExchange(context, first);
        exchange.send(Reply.of(220, "", "test"));
        while (true) {
            String[] words = exchange.readLine(1000).split(" ", 2);
            String rest = words.length > 1 ? words[1] : "";
            switch (words[0]) {
                case "EHLO" ->
                    exchange.send(Reply.of(
                            250,
                            "",
                            startTls()
                                    .advertise(context)
                                    .map(_ -> "test\nSTARTTLS")
                                    .orElse("test")));
                case "STARTTLS" -> {
                    Optional<Reply> reply = startTls().handle(exchange, rest);
                    if (reply.isPresent()) {
                        exchange.send(reply.get());
                    }
                }
                case "SHOW" -> exchange.send(Reply.of(250, "", show(context, rest)));
                case "TAKE" ->
                    exchange.send(Reply.of(
                            250,
                            "",
                            "took " + exchange.connection().input().readNBytes(Integer.parseInt(rest)).length));
                case "GIVE" ->
                    exchange.connection()
                            .output()
                            .write("x".repeat(Integer.parseInt(rest)).getBytes(StandardCharsets.US_ASCII));
                case "QUIT" -> {
                    exchange.send(Reply.of(221, "", "bye"));
                    exchange.connection().close();
                    return "QUIT "
                            + exchange.connection().tls().map(TlsInfo::logText).orElse("in clear");
                }
                default -> exchange.send(Reply.of(500, "5.1", "what?"));
            }
        }
    }

    StartTls startTls() {
        return plugin.contributions().stream()
                .filter(StartTls.class::isInstance)
                .map(StartTls.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private String show(FakeContext context, String name) throws ExpansionException {
        for (var contribution : plugin.contributions()) {
            if (contribution instanceof Variable variable && variable.name().equals(name)) {
                return variable.read(context).map(Text::value).orElse("(none)");
            }
        }
        return "(unknown)";
    }

    @Override
    public void close() throws IOException {
        plain.close();
        encrypted.close();
    }
}
