package org.postern.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Slot;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TlsInfo.Ocsp;
import org.postern.api.net.TlsInfo.Verdict;
import org.postern.api.smtp.Session;
import org.postern.spi.IncomingObserver;

/// Keeps with a message what TLS agreed on with the client that brought it, for its delivery: all but our own
/// certificate and the issuers of the client's.
final class ArrivalTls implements IncomingObserver {
    /// Of the message in hand.
    static final Slot<TlsInfo> KEPT = Slot.stored("tls-in", new Slot.Codec<>(ArrivalTls::encode, ArrivalTls::decode));

    private static final int FIELDS = 9;

    @Override
    public String name() {
        return "tls";
    }

    @Override
    public Optional<Sink> begin(Context context) {
        context.session().flatMap(Session::tls).ifPresent(tls -> context.put(KEPT, tls));
        return Optional.empty();
    }

    static String encode(TlsInfo tls) {
        return String.join(
                " ",
                tls.version(),
                tls.cipher(),
                tls.cipherStandard(),
                Integer.toString(tls.bits()),
                base64(tls.sni().getBytes(StandardCharsets.ISO_8859_1)),
                base64(tls.verdict().by().getBytes(StandardCharsets.ISO_8859_1)),
                Integer.toString(tls.ocsp().number()),
                Integer.toString(tls.resumption()),
                tls.peerChain().isEmpty() ? "-" : base64(der(tls.peerChain().getFirst())));
    }

    /// What cannot be read is as if TLS had agreed on nothing.
    static TlsInfo decode(String text) {
        String[] fields = Arrays.copyOf(text.split(" ", -1), FIELDS);
        Arrays.setAll(fields, i -> Optional.ofNullable(fields[i]).orElse("-"));
        String by = text(fields[5]);
        return new TlsInfo(
                fields[0],
                fields[1],
                fields[2],
                number(fields[3]),
                text(fields[4]),
                "",
                certificate(fields[8]).stream().toList(),
                Optional.empty(),
                by.isEmpty() ? Verdict.NOT_ASKED : Verdict.acceptedBy(by),
                ocsp(number(fields[6])),
                number(fields[7]));
    }

    private static String base64(byte[] bytes) {
        return bytes.length == 0 ? "-" : Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            return new byte[0];
        }
    }

    private static String text(String base64) {
        return new String(bytes(base64), StandardCharsets.ISO_8859_1);
    }

    private static int number(String text) {
        return text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    }

    private static Ocsp ocsp(int number) {
        return List.of(Ocsp.values()).stream()
                .filter(known -> known.number() == number)
                .findFirst()
                .orElse(Ocsp.NOT_REQUESTED);
    }

    private static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException _) {
            return new byte[0]; // it came in DER
        }
    }

    private static Optional<X509Certificate> certificate(String base64) {
        byte[] der = bytes(base64);
        try {
            return der.length == 0
                    ? Optional.empty()
                    : Optional.of((X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
        } catch (CertificateException _) {
            return Optional.empty();
        }
    }
}
