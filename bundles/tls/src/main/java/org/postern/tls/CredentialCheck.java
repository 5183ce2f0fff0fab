package org.postern.tls;

import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;

/// Looks at the certificates and keys that a configuration names before it is used. What depends on the
/// client cannot be looked at, nor can a file that whoever checks the configuration may not read.
final class CredentialCheck {
    private CredentialCheck() {}

    static void check(Settings main) throws ConfigException {
        Optional<List<Path>> certificates = files(main, TlsOptions.CERTIFICATE);
        Optional<List<Path>> keys = files(main, TlsOptions.PRIVATE_KEY);
        if (certificates.isEmpty() || keys.isEmpty()) {
            return;
        }
        if (certificates.get().isEmpty()) {
            if (!keys.get().isEmpty()) {
                throw main.invalid(TlsOptions.PRIVATE_KEY, "a key without a certificate: set tls_certificate");
            }
            return;
        }
        try {
            CredentialFiles.of(certificates.get(), keys.get()).load(Instant.EPOCH);
        } catch (BadTlsOption e) {
            if (!(e.getCause() instanceof AccessDeniedException)) {
                throw main.invalid(e.option(), String.valueOf(e.getMessage()));
            }
        }
    }

    /// The files of an option; empty if they are not known before a client is there.
    private static Optional<List<Path>> files(Settings main, Option<Optional<Expression>> option) {
        Optional<Expression> value = main.get(option);
        if (value.isEmpty()) {
            return Optional.of(List.of());
        }
        return value.filter(Expression::isConstant).map(list -> TlsServer.files(list.source()));
    }
}
