package org.postern.lookupldap;

import com.unboundid.util.ssl.cert.CertException;
import com.unboundid.util.ssl.cert.PKCS8PEMFileReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// A file with certificates or a key in PEM (RFC 7468), and with any text around them.
///
/// @param path where it is
/// @param text what is in it
record PemFile(Path path, String text) {
    private static final long LARGEST = 4 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \\1-----", Pattern.DOTALL);

    static PemFile read(Path path) throws IOException {
        if (Files.size(path) > LARGEST) {
            throw new IOException(path + " is larger than " + LARGEST + " bytes");
        }
        return new PemFile(path, Files.readString(path, StandardCharsets.ISO_8859_1));
    }

    /// The certificates, in the order of the file.
    List<X509Certificate> certificates() throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (MatchResult block : BLOCK.matcher(text).results().toList()) {
            if (block.group(1).equals("CERTIFICATE")) {
                certificates.add(certificate(block.group()));
            }
        }
        return certificates;
    }

    private X509Certificate certificate(String block) throws IOException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(stream(block));
        } catch (GeneralSecurityException e) {
            throw new IOException("malformed certificate in " + path, e);
        }
    }

    /// The first private key.
    PrivateKey key() throws IOException {
        String block = BLOCK.matcher(text)
                .results()
                .filter(found -> found.group(1).endsWith("PRIVATE KEY"))
                .findFirst()
                .map(MatchResult::group)
                .orElseThrow(() -> new IOException("no private key in " + path));
        try (PKCS8PEMFileReader reader = new PKCS8PEMFileReader(stream(block))) {
            return Optional.ofNullable(reader.readPrivateKey())
                    .orElseThrow(() -> new IOException("an empty private key in " + path))
                    .toPrivateKey();
        } catch (CertException | GeneralSecurityException e) {
            throw new IOException("a private key that cannot be used in " + path, e);
        }
    }

    private static InputStream stream(String block) {
        return new ByteArrayInputStream(block.getBytes(StandardCharsets.ISO_8859_1));
    }
}
