package org.postern.mtasts;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.mtasts.WebException.Kind;

/// Asks web servers by HTTPS: one request, one answer, no redirects. Names are looked up in the server's own
/// DNS; certificates must lead to the anchors and name the host as an alternative name (RFC 8461, 3.3). Safe
/// for any number of threads; no lock is held while it waits.
final class WebClient {
    private static final int DNS_NAME = 2;
    private static final int MAX_ADDRESSES = 4;

    private final Dns dns;
    private final WebAnchors anchors = new WebAnchors();

    WebClient(Dns dns) {
        this.dns = dns;
    }

    /// The answer to `request`, with a body of at most `maxBody` bytes.
    WebAnswer ask(WebRequest request, WebSettings settings, int maxBody) throws IOException {
        SSLSocketFactory sockets = anchors.sockets(settings.anchors());
        SNIHostName name = name(request.host());
        List<InetAddress> addresses = addresses(request.host());
        Deadline deadline = new Deadline(settings);
        try (deadline;
                Socket plain = connected(addresses, request.port(), settings, deadline);
                SSLSocket socket = (SSLSocket) sockets.createSocket(plain, request.host(), request.port(), true)) {
            shakeHands(socket, name);
            return exchange(socket, request, maxBody);
        } catch (IOException e) {
            throw deadline.isOver() ? new WebException(Kind.NO_ANSWER, "no answer within " + settings.limit()) : e;
        }
    }

    private static SNIHostName name(String host) throws WebException {
        try {
            return new SNIHostName(host);
        } catch (IllegalArgumentException _) {
            throw new WebException(Kind.NO_ANSWER, host + " is no name of a web server");
        }
    }

    /// What is known of the addresses; it does not matter that a part of them is not, if there are others.
    private List<InetAddress> addresses(String host) throws IOException {
        List<InetAddress> found = new ArrayList<>();
        Optional<DnsException> trouble = Optional.empty();
        for (DnsType type : List.of(DnsType.A, DnsType.AAAA)) {
            try {
                dns.query(host, type).records(DnsRecord.Address.class).forEach(record -> found.add(record.address()));
            } catch (DnsException e) {
                trouble = Optional.of(e);
            }
        }
        if (found.isEmpty()) {
            throw trouble.isPresent() ? trouble.get() : new WebException(Kind.NO_ANSWER, host + " has no address");
        }
        return found.subList(0, Math.min(MAX_ADDRESSES, found.size()));
    }

    /// An address that does not answer leaves the others their share of the time.
    private static Socket connected(List<InetAddress> addresses, int port, WebSettings settings, Deadline deadline)
            throws IOException {
        int share = Math.toIntExact(settings.limit().toMillis() / addresses.size());
        String trouble = "";
        for (InetAddress address : addresses) {
            Socket socket = new Socket();
            deadline.guard(socket);
            try {
                socket.connect(new InetSocketAddress(address, port), share);
                return socket;
            } catch (IOException e) {
                socket.close();
                trouble = String.valueOf(e.getMessage());
            }
        }
        throw new WebException(Kind.NO_ANSWER, trouble);
    }

    private static void shakeHands(SSLSocket socket, SNIHostName name) throws IOException {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setServerNames(List.of(name));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
            checkNames(socket);
        } catch (SSLHandshakeException | SSLPeerUnverifiedException e) {
            throw new WebException(isAboutCertificates(e) ? Kind.CERTIFICATE : Kind.NO_ANSWER, e.getMessage());
        }
    }

    private static boolean isAboutCertificates(Throwable trouble) {
        boolean is = trouble instanceof CertificateException || trouble instanceof SSLPeerUnverifiedException;
        Throwable cause = trouble.getCause();
        return is || (cause != null && isAboutCertificates(cause));
    }

    /// A common name is no name of a web server here.
    private static void checkNames(SSLSocket socket) throws IOException {
        Certificate[] chain = socket.getSession().getPeerCertificates();
        try {
            Collection<List<?>> names =
                    chain[0] instanceof X509Certificate leaf ? leaf.getSubjectAlternativeNames() : null;
            if (names == null
                    || names.stream().noneMatch(name -> name.getFirst().equals(DNS_NAME))) {
                throw new WebException(Kind.CERTIFICATE, "the certificate has no alternative name");
            }
        } catch (CertificateParsingException e) {
            throw new WebException(Kind.CERTIFICATE, String.valueOf(e.getMessage()));
        }
    }

    private static WebAnswer exchange(SSLSocket socket, WebRequest request, int maxBody) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(request.head());
        if (request.body().isPresent()) {
            request.body().get().bytes().writeTo(out);
        }
        out.flush();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        return new WebAnswerReader(in, maxBody).read();
    }

    /// Closes the connection when the time is over, whatever it is doing.
    private static final class Deadline implements AutoCloseable {
        private final CountDownLatch done = new CountDownLatch(1);
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile Socket guarded = new Socket();

        Deadline(WebSettings settings) {
            Thread.ofVirtual()
                    .name("mta-sts-deadline")
                    .start(() -> watch(settings.limit().toMillis()));
        }

        private void watch(long millis) {
            try {
                if (!done.await(millis, TimeUnit.MILLISECONDS)) {
                    over.set(true);
                    guarded.close();
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (IOException _) {
                over.set(true); // it is closed, which is what counts
            }
        }

        void guard(Socket socket) throws IOException {
            guarded = socket;
            if (isOver()) {
                throw new WebException(Kind.NO_ANSWER, "the time is over");
            }
        }

        boolean isOver() {
            return over.get();
        }

        @Override
        public void close() {
            done.countDown();
        }
    }
}
