package org.postern.socks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A proxy that follows a script of bytes in hexadecimal: `<` it reads, `>` it sends; then it closes. For
/// each connection, one after the other, it begins anew.
final class FakeProxy implements AutoCloseable {
    /// It keeps the connection and says nothing more.
    static final String SILENCE = "silence";

    private static final HexFormat HEX = HexFormat.of();

    private final ServerSocket listener;
    private final List<String> faults = new ArrayList<>();
    private final List<Socket> open = new ArrayList<>();
    private int connections;

    private FakeProxy(ServerSocket listener, List<String> script) {
        this.listener = listener;
        Thread.ofVirtual().start(() -> serve(script));
    }

    static FakeProxy playing(String... script) throws IOException {
        return new FakeProxy(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()), List.of(script));
    }

    private void serve(List<String> script) {
        try {
            while (true) {
                Socket socket = listener.accept();
                synchronized (this) {
                    connections++;
                    open.add(socket);
                }
                if (play(script, socket)) {
                    socket.close();
                }
            }
        } catch (IOException _) {
            // The test is over.
        }
    }

    /// Whether the script ends with the end of the connection.
    private boolean play(List<String> script, Socket socket) throws IOException {
        for (String line : script) {
            if (line.equals(SILENCE)) {
                return false;
            }
            byte[] bytes = HEX.parseHex(line.substring(1).replace(" ", ""));
            if (line.startsWith(">")) {
                socket.getOutputStream().write(bytes);
            } else {
                expect(socket.getInputStream(), HEX.formatHex(bytes), bytes.length);
            }
        }
        return true;
    }

    private void expect(InputStream input, String wanted, int length) throws IOException {
        String came = HEX.formatHex(input.readNBytes(length));
        if (!came.equals(wanted)) {
            synchronized (this) {
                faults.add("wanted " + wanted + ", got " + came);
            }
        }
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /// As an entry of `socks_proxy`, with these options.
    String entry(String options) {
        return "127.0.0.1 port=" + listener.getLocalPort() + " " + options;
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    synchronized int connections() {
        return connections;
    }

    @Override
    public synchronized void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
