package org.postern.tls;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// Of a client that shows no certificate.
record NoCredentials() implements CredentialSource {
    @Override
    public List<Path> files() {
        return List.of();
    }

    @Override
    public List<Credential> load(Instant now) {
        return List.of();
    }

    @Override
    public Instant renewal(List<Credential> loaded) {
        return Instant.MAX;
    }
}
