package org.postern.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.X509TrustedCertificateBlock;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/// What is in a PEM file (RFC 7468).
///
/// @param certificates in the order of the file
/// @param keys the private keys in it
record Pem(List<X509Certificate> certificates, List<PrivateKey> keys) {
    private static final long LARGEST = 4 << 20;

    Pem {
        certificates = List.copyOf(certificates);
        keys = List.copyOf(keys);
    }

    /// Reads a file. The exception says in a few words what is wrong with it, and never what is in it.
    static Pem read(Path file) throws IOException {
        if (Files.size(file) > LARGEST) {
            throw new IOException("larger than " + LARGEST + " bytes");
        }
        return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
    }

    static Pem parse(String text) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        List<PrivateKey> keys = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Optional<Object> item = next(parser); item.isPresent(); item = next(parser)) {
                certificate(item.get()).ifPresent(certificates::add);
                key(item.get()).ifPresent(keys::add);
            }
        }
        return new Pem(certificates, keys);
    }

    /// DER as PEM.
    static String write(String label, byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    private static Optional<Object> next(PEMParser parser) throws IOException {
        try {
            return Optional.ofNullable(parser.readObject());
        } catch (IOException | RuntimeException e) {
            throw new IOException("malformed PEM", e);
        }
    }

    private static Optional<X509Certificate> certificate(Object item) throws IOException {
        return switch (item) {
            case X509CertificateHolder holder -> Optional.of(certificate(holder));
            case X509TrustedCertificateBlock block -> Optional.of(certificate(block.getCertificateHolder()));
            default -> Optional.empty();
        };
    }

    private static X509Certificate certificate(X509CertificateHolder holder) throws IOException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IOException("malformed certificate", e);
        }
    }

    private static Optional<PrivateKey> key(Object item) throws IOException {
        return switch (item) {
            case PEMKeyPair pair -> Optional.of(key(pair.getPrivateKeyInfo()));
            case PrivateKeyInfo info -> Optional.of(key(info));
            case PEMEncryptedKeyPair _, PKCS8EncryptedPrivateKeyInfo _ ->
                throw new IOException("the key has a passphrase, and there is nobody to ask for it");
            default -> Optional.empty();
        };
    }

    private static PrivateKey key(PrivateKeyInfo info) throws IOException {
        String algorithm = info.getPrivateKeyAlgorithm().getAlgorithm().getId();
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IOException("a key that cannot be used, of the kind " + algorithm, e);
        }
    }
}
