package org.postern.ocsp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Optional;

/// The last good response for each certificate, as a file in a directory, so that they are there after a
/// restart. Safe for any number of threads, as long as each has its own certificate.
final class Kept {
    private final Path directory;

    /// @param directory made when there is something to keep
    Kept(Path directory) {
        this.directory = directory;
    }

    /// What is kept for a certificate.
    Optional<byte[]> read(X509Certificate certificate) throws IOException {
        Path file = file(certificate);
        if (!Files.exists(file) || Files.size(file) > OcspResponse.LARGEST) {
            return Optional.empty();
        }
        return Optional.of(Files.readAllBytes(file));
    }

    /// Keeps a response in the place of the one before: after a crash there is the one or the other.
    void write(X509Certificate certificate, byte[] response) throws IOException {
        Files.createDirectories(directory);
        Path file = file(certificate);
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.write(
                next,
                response,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Forgets what is kept for a certificate.
    void delete(X509Certificate certificate) throws IOException {
        Files.deleteIfExists(file(certificate));
    }

    private Path file(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return directory.resolve(HexFormat.of().formatHex(digest) + ".der");
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
