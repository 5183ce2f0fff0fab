package org.postern.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// A load of TLS handshakes on an SMTP server: each connection says EHLO, STARTTLS, EHLO, QUIT. Or
/// connections that are held open and say nothing.
public final class Handshakes {
    private static final int THREADS = 16;

    private final int port;
    private final boolean resumed;
    private final SSLContext context;
    private final AtomicInteger number = new AtomicInteger();

    private Handshakes(int port, boolean resumed) throws GeneralSecurityException {
        this.port = port;
        this.resumed = resumed;
        this.context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
    }

    /// `PORT full|resumed WARM-UP COUNT` prints `warm`, waits for a line, and prints the seconds of COUNT
    /// connections; `PORT hold COUNT` prints `held`, and waits for a line.
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        Handshakes load = new Handshakes(port, arguments[1].equals("resumed"));
        if (arguments[1].equals("hold")) {
            load.hold(Integer.parseInt(arguments[2]));
            return;
        }
        load.run(Integer.parseInt(arguments[2]));
        System.out.println("warm");
        System.in.read();
        long start = System.nanoTime();
        load.run(Integer.parseInt(arguments[3]));
        System.out.printf("%.3f%n", (System.nanoTime() - start) / 1e9);
    }

    private void run(int count) throws Exception {
        if (resumed) {
            talk();
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(threads.submit(() -> {
                    talk();
                    return 0;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private void hold(int count) throws IOException, InterruptedException, ExecutionException {
        List<SSLSocket> held = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            held.add(open());
        }
        System.out.println("held");
        System.in.read();
        for (SSLSocket socket : held) {
            socket.close();
        }
    }

    private void talk() throws IOException {
        try (SSLSocket socket = open()) {
            command(socket, reader(socket), "QUIT");
        }
    }

    private SSLSocket open() throws IOException {
        Socket plain = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        plain.setTcpNoDelay(true);
        BufferedReader replies = reader(plain);
        reply(replies);
        command(plain, replies, "EHLO load.test");
        command(plain, replies, "STARTTLS");
        // Sessions are kept by host name.
        String host = resumed ? "bench.test" : "h" + number.incrementAndGet() + ".bench.test";
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
        socket.startHandshake();
        command(socket, reader(socket), "EHLO load.test");
        return socket;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    private static void command(Socket socket, BufferedReader replies, String command) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        reply(replies);
    }

    private static void reply(BufferedReader replies) throws IOException {
        String line = replies.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = replies.readLine();
        }
        if (line == null || !line.startsWith("2")) {
            throw new IOException("the server answers " + line);
        }
    }

    /// The load is not there to verify.
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
