package org.postern.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate that the server makes for itself when none is configured, as Exim does: enough to encrypt,
/// nothing to prove who we are. It is kept, with its key, in a file that only we may read, and made anew
/// when it ends or when our name changes.
///
/// @param directory where it is kept; empty to keep it in memory
/// @param hostName our name
record SelfSigned(Optional<Path> directory, String hostName) implements CredentialSource {
    private static final Duration LIFE = Duration.ofDays(365);
    private static final Duration RENEWED_BEFORE_END = Duration.ofDays(7);
    private static final FileAttribute<Set<PosixFilePermission>> OURS =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OUR_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    @Override
    public List<Path> files() {
        return directory.map(SelfSigned::file).stream().toList();
    }

    @Override
    public Instant renewal(List<Credential> loaded) {
        return loaded.getFirst().end().minus(RENEWED_BEFORE_END);
    }

    @Override
    public List<Credential> load(Instant now) throws BadTlsOption {
        Optional<Credential> kept = directory.flatMap(known -> kept(file(known), now));
        return List.of(kept.isPresent() ? kept.get() : make(now));
    }

    private static Path file(Path directory) {
        return directory.resolve("selfsigned.pem");
    }

    private Optional<Credential> kept(Path file, Instant now) {
        try {
            Pem pem = Pem.read(file);
            if (pem.certificates().isEmpty() || pem.keys().isEmpty()) {
                return Optional.empty();
            }
            Credential credential =
                    new Credential(pem.certificates(), pem.keys().getFirst());
            return isUsable(credential, now) ? Optional.of(credential) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty(); // not there, or spoilt: another is made
        }
    }

    private boolean isUsable(Credential credential, Instant now) {
        X509Certificate leaf = credential.leaf();
        return credential.fits()
                && leaf.getNotBefore().toInstant().isBefore(now)
                && renewal(List.of(credential)).isAfter(now)
                && name().equals(X500Name.getInstance(
                        leaf.getSubjectX500Principal().getEncoded()));
    }

    private Credential make(Instant now) throws BadTlsOption {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            byte[] certificate = certificate(pair, now);
            String text = Pem.write("CERTIFICATE", certificate)
                    + Pem.write("PRIVATE KEY", pair.getPrivate().getEncoded());
            if (directory.isPresent()) {
                save(directory.get(), text);
            }
            return new Credential(Pem.parse(text).certificates(), pair.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new BadTlsOption(TlsOptions.CERTIFICATE, "cannot make a certificate: " + e, e);
        }
    }

    private byte[] certificate(KeyPair pair, Instant now) throws OperatorCreationException, IOException {
        X500Name name = name();
        BigInteger serial = new BigInteger(63, new SecureRandom()).add(BigInteger.ONE);
        Date start = Date.from(now.minus(Duration.ofHours(1)));
        Date end = Date.from(now.plus(LIFE));
        return new JcaX509v3CertificateBuilder(name, serial, start, end, name, pair.getPublic())
                .addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, hostName)))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
                .getEncoded();
    }

    private X500Name name() {
        return new X500NameBuilder().addRDN(BCStyle.CN, hostName).build();
    }

    private static void save(Path directory, String text) throws IOException {
        Files.createDirectories(directory, OUR_DIRECTORY);
        Path fresh = Files.createTempFile(directory, "selfsigned", ".new", OURS);
        try {
            Files.writeString(fresh, text, StandardCharsets.US_ASCII);
            Files.move(fresh, file(directory), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}
