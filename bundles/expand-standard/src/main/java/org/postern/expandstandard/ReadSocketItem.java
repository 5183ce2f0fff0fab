package org.postern.expandstandard;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.postern.api.Arguments;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.api.config.OptionTypes;

/// `${readsocket{WHERE}{REQUEST}{OPTIONS}{LINE END}{FAILURE}}`: what a server on a Unix socket (`/path`) or
/// at `inet:HOST:PORT` answers to the request. Options: a timeout, `shutdown=no`, `tls=yes`.
final class ReadSocketItem {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int MAX_ANSWER_BYTES = 1 << 20;
    private static final int ENOUGH = 5;

    private ReadSocketItem() {}

    static Item item() {
        return new Item("readsocket", 2, (arguments, _) -> read(arguments)).atMost(ENOUGH);
    }

    /// How to talk.
    ///
    /// @param timeout for the whole exchange
    /// @param shutdown whether the sending side is closed after the request
    /// @param tls whether in TLS
    private record Options(Duration timeout, boolean shutdown, boolean tls) {
        static Options parse(String list) throws ExpansionException {
            Options options = new Options(TIMEOUT, true, false);
            List<String> words = Lists.split(list);
            for (int i = 0; i < words.size(); i++) {
                options = options.with(words.get(i), i == 0);
            }
            return options;
        }

        private Options with(String word, boolean first) throws ExpansionException {
            int equals = word.indexOf('=');
            if (equals < 0) {
                return first && !word.isEmpty() ? new Options(time(word), shutdown, tls) : this;
            }
            boolean yes = word.substring(equals + 1).toLowerCase(Locale.ROOT).startsWith("y");
            return switch (word.substring(0, equals)) {
                case "shutdown" -> new Options(timeout, yes, tls);
                case "tls" -> new Options(timeout, shutdown, yes);
                case "sni", "cache" -> this;
                default -> throw ExpansionException.error("bad option \"" + word + "\" for readsocket");
            };
        }

        private static Duration time(String word) throws ExpansionException {
            try {
                return OptionTypes.time(word);
            } catch (ConfigException _) {
                throw ExpansionException.error("bad time value " + word);
            }
        }
    }

    private static Text read(Arguments arguments) throws ExpansionException {
        Text where = arguments.expand(0);
        Text request = arguments.expand(1);
        if (where.tainted()) {
            throw ExpansionException.error("Tainted socket name '" + where + "' not permitted");
        }
        Optional<Text> failure = Optional.empty();
        try {
            String options = arguments.size() > 2 ? arguments.expand(2).value() : "";
            String answer = exchange(where.value(), request.value(), options);
            String lineEnd = arguments.size() > 3 ? arguments.expand(3).value() : "\n";
            return Text.tainted(answer.replace("\n", lineEnd));
        } catch (Failed e) {
            if (arguments.size() < ENOUGH) {
                throw ExpansionException.error(String.valueOf(e.getMessage()));
            }
            failure = Optional.of(arguments.expand(4));
        }
        return failure.orElse(Text.EMPTY);
    }

    /// The server cannot be asked, or does not answer.
    private static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        Failed(String message) {
            super(message);
        }
    }

    private static String exchange(String where, String request, String options) throws Failed, ExpansionException {
        SocketAddress address = address(where);
        SocketChannel channel;
        try {
            channel = address instanceof UnixDomainSocketAddress
                    ? SocketChannel.open(StandardProtocolFamily.UNIX)
                    : SocketChannel.open();
        } catch (IOException e) {
            throw new Failed("failed to create socket: " + e.getMessage());
        }
        try (channel;
                ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor()) {
            connect(channel, address, where, watch);
            Options how = Options.parse(options);
            var ending = watch.schedule(() -> closed(channel), how.timeout().toMillis(), TimeUnit.MILLISECONDS);
            try {
                return how.tls() ? inTls(channel, where, request, how) : inClear(channel, request, how);
            } finally {
                ending.cancel(true);
                watch.shutdownNow();
            }
        } catch (AsynchronousCloseException | SocketTimeoutException _) {
            throw new Failed("socket read timed out");
        } catch (IOException e) {
            throw new Failed("request to socket " + where + " failed: " + e.getMessage());
        }
    }

    private static void closed(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // it is of no use any more
        }
    }

    private static void connect(
            SocketChannel channel, SocketAddress address, String where, ScheduledExecutorService watch) throws Failed {
        var ending = watch.schedule(() -> closed(channel), TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        try {
            channel.connect(address);
        } catch (IOException | java.nio.channels.UnresolvedAddressException e) {
            throw new Failed("failed to connect to socket " + where + ": " + reason(e));
        } finally {
            ending.cancel(true);
        }
    }

    private static String reason(Exception e) {
        return e instanceof AsynchronousCloseException ? "Connection timed out" : String.valueOf(e.getMessage());
    }

    private static SocketAddress address(String where) throws ExpansionException {
        if (!where.startsWith("inet:")) {
            return UnixDomainSocketAddress.of(FileNames.path(where));
        }
        String server = where.substring("inet:".length());
        int colon = server.lastIndexOf(':');
        String port = server.substring(colon + 1);
        if (colon <= 0 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            throw ExpansionException.error("missing port for readsocket " + server);
        }
        String host = server.substring(0, colon);
        boolean literal = host.startsWith("[") && host.endsWith("]");
        return new InetSocketAddress(literal ? host.substring(1, host.length() - 1) : host, Integer.parseInt(port));
    }

    private static String inClear(SocketChannel channel, String request, Options how) throws IOException {
        OutputStream out = Channels.newOutputStream(channel);
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        if (how.shutdown()) {
            channel.shutdownOutput();
        }
        return all(Channels.newInputStream(channel));
    }

    private static String inTls(SocketChannel channel, String where, String request, Options how) throws IOException {
        if (where.startsWith("/")) {
            throw new IOException("TLS needs an inet: server");
        }
        String server = where.substring("inet:".length());
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        int colon = server.lastIndexOf(':');
        try (Socket socket = factory.createSocket(
                channel.socket(), server.substring(0, colon), channel.socket().getPort(), true)) {
            socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, how.timeout().toMillis()));
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return all(socket.getInputStream());
        } catch (EOFException e) {
            throw new IOException("the server closed the connection", e);
        }
    }

    private static String all(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_ANSWER_BYTES + 1);
        if (bytes.length > MAX_ANSWER_BYTES) {
            throw new IOException("answer is larger than " + MAX_ANSWER_BYTES + " bytes");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
