package org.postern.tls;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.postern.api.config.Option;

/// Certificates and keys in PEM files that the configuration names.
///
/// @param certificates one file for each certificate, with those of its issuers behind it
/// @param keys one file for each key, in the same order
record CredentialFiles(List<Path> certificates, List<Path> keys) implements CredentialSource {
    CredentialFiles {
        certificates = List.copyOf(certificates);
        keys = List.copyOf(keys);
    }

    /// The files of two options, which have as many each; without keys, each key is in the file of its
    /// certificate.
    static CredentialFiles of(List<Path> certificates, List<Path> keys) throws BadTlsOption {
        if (keys.isEmpty()) {
            return new CredentialFiles(certificates, certificates);
        }
        if (keys.size() != certificates.size()) {
            throw new BadTlsOption(
                    TlsOptions.PRIVATE_KEY,
                    keys.size() + " keys for " + certificates.size() + " certificates in tls_certificate");
        }
        return new CredentialFiles(certificates, keys);
    }

    @Override
    public List<Path> files() {
        return Stream.concat(certificates.stream(), keys.stream()).distinct().toList();
    }

    @Override
    public List<Credential> load(Instant now) throws BadTlsOption {
        List<Credential> loaded = new ArrayList<>();
        for (int i = 0; i < certificates.size(); i++) {
            loaded.add(load(certificates.get(i), keys.get(i)));
        }
        return List.copyOf(loaded);
    }

    @Override
    public Instant renewal(List<Credential> loaded) {
        return Instant.MAX;
    }

    private static Credential load(Path certificate, Path key) throws BadTlsOption {
        List<X509Certificate> chain = read(TlsOptions.CERTIFICATE, certificate).certificates();
        if (chain.isEmpty()) {
            throw new BadTlsOption(TlsOptions.CERTIFICATE, "no certificate in " + certificate);
        }
        Option<?> keyOption = key.equals(certificate) ? TlsOptions.CERTIFICATE : TlsOptions.PRIVATE_KEY;
        List<PrivateKey> found = read(keyOption, key).keys();
        if (found.isEmpty()) {
            throw new BadTlsOption(TlsOptions.PRIVATE_KEY, "no private key in " + key);
        }
        Credential credential = new Credential(chain, found.getFirst());
        if (!credential.fits()) {
            throw new BadTlsOption(
                    TlsOptions.PRIVATE_KEY, "the key in " + key + " is not that of the certificate in " + certificate);
        }
        return credential;
    }

    private static Pem read(Option<?> option, Path file) throws BadTlsOption {
        try {
            return Pem.read(file);
        } catch (NoSuchFileException e) {
            throw new BadTlsOption(option, "there is no file " + file, e);
        } catch (AccessDeniedException e) {
            throw new BadTlsOption(option, "not allowed to read " + file, e);
        } catch (IOException e) {
            throw new BadTlsOption(option, "cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
