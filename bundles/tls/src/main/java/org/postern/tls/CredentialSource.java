package org.postern.tls;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// Where certificates and keys come from. Equal sources give the same.
sealed interface CredentialSource permits CredentialFiles, NoCredentials, SelfSigned {
    /// The files, which are read again when they change.
    List<Path> files();

    /// Reads, or makes, certificates and keys.
    List<Credential> load(Instant now) throws BadTlsOption;

    /// When they should be loaded again, whether or not a file changes.
    Instant renewal(List<Credential> loaded);
}
