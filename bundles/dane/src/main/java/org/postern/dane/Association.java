package org.postern.dane;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.postern.api.dns.DnsRecord;

/// A TLSA record that is usable for SMTP (RFC 7672, 3.1): what a certificate, or its key, has to be.
///
/// @param usage 2 for a trust anchor, 3 for the certificate of the server itself
/// @param selector 0 for the whole certificate, 1 for its public key
/// @param matching 0 for the thing itself, 1 for its SHA-256, 2 for its SHA-512
/// @param data in hexadecimal, lower case
record Association(int usage, int selector, int matching, String data) {
    static final int DANE_TA = 2;
    static final int DANE_EE = 3;
    static final int FULL = 0;

    private static final int CERTIFICATE = 0;
    private static final int PUBLIC_KEY = 1;
    private static final int SHA_256 = 1;
    private static final int SHA_512 = 2;

    /// The kinds of keys that a trust anchor may have.
    private static final List<String> KEYS = List.of("RSA", "EC", "EdDSA", "DSA");

    /// What a record comes to.
    sealed interface Reading {
        /// It can be used.
        record Usable(Association association) implements Reading {}

        /// It cannot.
        ///
        /// @param reason for the log
        record Unusable(String reason) implements Reading {}
    }

    /// Reads a record.
    static Reading of(DnsRecord.Tlsa record) {
        return flaw(record)
                .<Reading>map(Reading.Unusable::new)
                .orElseGet(() -> new Reading.Usable(
                        new Association(record.usage(), record.selector(), record.matching(), record.data())));
    }

    private static Optional<String> flaw(DnsRecord.Tlsa record) {
        return switch (record.usage()) {
            case 0, 1 -> Optional.of("usage " + record.usage() + " (PKIX) is not usable for SMTP (RFC 7672, 3.1.3)");
            case DANE_TA, DANE_EE -> flawOfData(record);
            default -> Optional.of("usage " + record.usage() + " is not known");
        };
    }

    private static Optional<String> flawOfData(DnsRecord.Tlsa record) {
        if (record.selector() != CERTIFICATE && record.selector() != PUBLIC_KEY) {
            return Optional.of("selector " + record.selector() + " is not known");
        }
        int length = record.data().length() / 2;
        return switch (record.matching()) {
            case FULL -> flawOfWhole(record);
            case SHA_256 -> length == 32 ? Optional.empty() : Optional.of("not the length of a SHA-256: " + length);
            case SHA_512 -> length == 64 ? Optional.empty() : Optional.of("not the length of a SHA-512: " + length);
            default -> Optional.of("matching type " + record.matching() + " is not known");
        };
    }

    /// Of a trust anchor the whole thing is used, and so it must be readable. What is only compared need not
    /// be.
    private static Optional<String> flawOfWhole(DnsRecord.Tlsa record) {
        Association whole = new Association(record.usage(), record.selector(), FULL, record.data());
        boolean isCertificate = record.selector() == CERTIFICATE;
        boolean reads = record.usage() == DANE_EE
                ? isSequence(HexFormat.of().parseHex(record.data()))
                : isCertificate
                        ? whole.certificate().isPresent()
                        : whole.publicKey().isPresent();
        return reads ? Optional.empty() : Optional.of("not a " + (isCertificate ? "certificate" : "public key"));
    }

    /// Whether this is one whole SEQUENCE of DER, as certificates and public keys are.
    private static boolean isSequence(byte[] der) {
        if (der.length < 2 || der[0] != 0x30) {
            return false;
        }
        int first = der[1] & 0xff;
        int more = first < 0x80 ? 0 : first - 0x80;
        if (more > 3 || der.length < 2 + more) {
            return false;
        }
        int length = more == 0 ? first : 0;
        for (int i = 0; i < more; i++) {
            length = length << 8 | (der[2 + i] & 0xff);
        }
        return der.length == 2 + more + length;
    }

    /// Whether it is for this certificate.
    boolean matches(X509Certificate certificate) throws CertificateException {
        byte[] whole = selector == CERTIFICATE
                ? certificate.getEncoded()
                : certificate.getPublicKey().getEncoded();
        return data.equals(HexFormat.of().formatHex(digest(whole)));
    }

    private byte[] digest(byte[] whole) {
        try {
            return switch (matching) {
                case SHA_256 -> MessageDigest.getInstance("SHA-256").digest(whole);
                case SHA_512 -> MessageDigest.getInstance("SHA-512").digest(whole);
                default -> whole;
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a digest that every Java has", e);
        }
    }

    /// The certificate that the data is, if it is one.
    Optional<X509Certificate> certificate() {
        if (matching != FULL || selector != CERTIFICATE) {
            return Optional.empty();
        }
        try {
            byte[] der = HexFormat.of().parseHex(data);
            X509Certificate read = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
            return read.getEncoded().length == der.length ? Optional.of(read) : Optional.empty();
        } catch (CertificateException _) {
            return Optional.empty();
        }
    }

    /// The public key that the data is, if it is one.
    Optional<PublicKey> publicKey() {
        if (matching != FULL || selector != PUBLIC_KEY) {
            return Optional.empty();
        }
        byte[] der = HexFormat.of().parseHex(data);
        return KEYS.stream().flatMap(kind -> key(kind, der).stream()).findFirst();
    }

    private static Optional<PublicKey> key(String kind, byte[] der) {
        try {
            return Optional.of(KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der)));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    /// As a zone has it.
    @Override
    public String toString() {
        return usage + " " + selector + " " + matching + " " + data;
    }
}
