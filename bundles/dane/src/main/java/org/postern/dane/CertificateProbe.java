package org.postern.dane;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Asks servers for their certificates, by STARTTLS, or at once on port 465. Nothing is sent through the
/// connection. Safe for any number of threads.
///
/// @param patience how long the whole may take
record CertificateProbe(Duration patience) {
    private static final int SUBMISSIONS = 465;
    private static final int MAX_REPLY = 64 * 1024;

    /// The certificates of a server, leaf first, as it sends them to one who asks for `name`.
    List<X509Certificate> chain(InetSocketAddress server, String name) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Socket plain = new Socket()) {
            plain.connect(server, left(deadline));
            if (server.getPort() != SUBMISSIONS) {
                startTls(plain, deadline);
            }
            return handshake(plain, name, deadline);
        }
    }

    private static int left(long deadline) throws IOException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new IOException("the server is too slow");
        }
        return Math.clamp(millis, 1, Integer.MAX_VALUE);
    }

    private static void startTls(Socket plain, long deadline) throws IOException {
        expect("220", reply(plain, deadline), "the greeting");
        command("EHLO localhost", plain);
        String hello = reply(plain, deadline);
        expect("250", hello, "EHLO");
        if (hello.lines().noneMatch(line -> line.substring(4).equalsIgnoreCase("STARTTLS"))) {
            throw new IOException("the server does not offer STARTTLS");
        }
        command("STARTTLS", plain);
        expect("220", reply(plain, deadline), "STARTTLS");
    }

    private static void command(String line, Socket plain) throws IOException {
        plain.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void expect(String code, String reply, String after) throws IOException {
        if (!reply.startsWith(code)) {
            throw new IOException("after " + after + ": " + reply.strip());
        }
    }

    /// All lines of a reply, read byte by byte, so that nothing that belongs to TLS is taken.
    private static String reply(Socket plain, long deadline) throws IOException {
        InputStream in = plain.getInputStream();
        StringBuilder all = new StringBuilder();
        StringBuilder line = new StringBuilder();
        while (all.length() + line.length() < MAX_REPLY) {
            plain.setSoTimeout(left(deadline));
            int next = in.read();
            if (next < 0) {
                throw new IOException("the server closes the connection");
            }
            if (next != '\n') {
                line.append((char) next);
                continue;
            }
            String text = line.toString().stripTrailing();
            if (text.length() < 3) {
                throw new IOException("not a reply: " + text);
            }
            all.append(text).append(text.length() == 3 ? " \n" : "\n");
            if (text.length() == 3 || text.charAt(3) != '-') {
                return all.toString();
            }
            line.setLength(0);
        }
        throw new IOException("a reply of more than " + MAX_REPLY + " bytes");
    }

    private static List<X509Certificate> handshake(Socket plain, String name, long deadline) throws IOException {
        Recorder recorder = new Recorder();
        plain.setSoTimeout(left(deadline));
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {recorder}, null);
            try (SSLSocket tls = (SSLSocket) context.getSocketFactory()
                    .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true)) {
                SSLParameters parameters = tls.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(name)));
                tls.setSSLParameters(parameters);
                tls.startHandshake();
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        return List.copyOf(recorder.chain);
    }

    /// Takes down what it is shown, and judges nothing. Used by one thread.
    private static final class Recorder extends X509ExtendedTrustManager {
        private final List<X509Certificate> chain = new ArrayList<>();

        private void record(X509Certificate[] shown) {
            chain.addAll(List.of(shown));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type, @Nullable Socket socket) {
            record(shown);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type, @Nullable SSLEngine engine) {
            record(shown);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] shown, String type) {
            record(shown);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type, @Nullable Socket socket) {
            record(shown);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type, @Nullable SSLEngine engine) {
            record(shown);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] shown, String type) {
            record(shown);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
