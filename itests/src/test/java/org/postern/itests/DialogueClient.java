package org.postern.itests;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/// A client of Exim's tests: what it sends is not checked, TLS that fails is gone on without.
final class DialogueClient implements AutoCloseable {
    private static final int LIMIT_MILLIS = 5_000;

    private final Socket socket;
    private final String tlsVersion;
    private InputStream input;
    private OutputStream output;

    /// @param address both its own and the server's
    /// @param tlsVersion the only one that it speaks
    DialogueClient(InetAddress address, int port, String tlsVersion) throws IOException {
        this.tlsVersion = tlsVersion;
        socket = new Socket();
        socket.bind(new InetSocketAddress(address, 0));
        socket.connect(new InetSocketAddress(address, port), LIMIT_MILLIS);
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.setTcpNoDelay(true);
        input = socket.getInputStream();
        output = socket.getOutputStream();
    }

    /// A TLS handshake; when it fails, all goes on as it was.
    void startTls(SSLContext context) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory()
                .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), false);
        tls.setEnabledProtocols(new String[] {tlsVersion});
        try {
            tls.startHandshake();
        } catch (SSLException e) {
            return; // the server knows, too
        }
        input = tls.getInputStream();
        output = tls.getOutputStream();
    }

    void send(String bytes) throws IOException {
        output.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        output.flush();
    }

    /// The lines of the next reply; none when the server has closed.
    List<String> reply() throws IOException {
        List<String> lines = new ArrayList<>();
        while (true) {
            String line;
            try {
                line = line();
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                return lines; // a reset is an end
            }
            if (line.isEmpty()) {
                return lines;
            }
            lines.add(line.stripTrailing());
            if (line.length() < 4 || line.charAt(3) != '-') {
                return lines;
            }
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int c = input.read();
        while (c >= 0 && c != '\n') {
            line.write(c);
            c = input.read();
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
