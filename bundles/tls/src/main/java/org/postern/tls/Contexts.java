package org.postern.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import javax.net.ssl.SSLContext;
import org.postern.api.MailLog;

/// The TLS contexts of one side, one for each set of certificates and keys and each service, made anew when a
/// file changes. Whether one has changed is looked at once a second at most, when a handshake needs it. Files
/// that have become unusable do not replace good ones. Safe for any number of threads.
final class Contexts {
    private static final Duration LOOKED_AT = Duration.ofSeconds(1);
    private static final int MOST = 256;

    private final ReentrantLock loading = new ReentrantLock();
    private final BiFunction<List<Credential>, Service, SSLContext> make;
    private volatile Map<CredentialSource, Loaded> loaded = Map.of();

    /// @param make makes the context for a set and a service
    Contexts(BiFunction<List<Credential>, Service, SSLContext> make) {
        this.make = make;
    }

    /// The context of a service with what the files of `source` hold now.
    SSLContext context(CredentialSource source, Service service, Instant now, MailLog log) throws BadTlsOption {
        Loaded current = load(source, now, log);
        if (current.contexts.size() >= MOST) {
            current.contexts.clear(); // names under a wildcard; it costs full handshakes
        }
        return current.contexts.computeIfAbsent(service, wanted -> make.apply(current.credentials, wanted));
    }

    /// What the files of `source` hold now.
    List<Credential> credentials(CredentialSource source, Instant now, MailLog log) throws BadTlsOption {
        return load(source, now, log).credentials;
    }

    private Loaded load(CredentialSource source, Instant now, MailLog log) throws BadTlsOption {
        Loaded known = loaded.get(source);
        if (known != null && known.isFresh(now)) {
            return known;
        }
        loading.lock();
        try {
            return lookAgain(source, now, log);
        } finally {
            loading.unlock();
        }
    }

    private Loaded lookAgain(CredentialSource source, Instant now, MailLog log) throws BadTlsOption {
        Loaded known = loaded.get(source);
        if (known != null && known.isFresh(now)) {
            return known;
        }
        List<String> stamps = source.files().stream().map(Contexts::stamp).toList();
        Loaded next = known == null
                ? load(source, stamps, now)
                : known.isCurrent(stamps, now) ? known.lookedAt(now) : reload(source, known, stamps, now, log);
        keep(source, next);
        return next;
    }

    private Loaded load(CredentialSource source, List<String> stamps, Instant now) throws BadTlsOption {
        List<Credential> credentials = source.load(now);
        return new Loaded(credentials, new ConcurrentHashMap<>(), stamps, now, source.renewal(credentials));
    }

    private Loaded reload(CredentialSource source, Loaded known, List<String> stamps, Instant now, MailLog log) {
        try {
            return load(source, stamps, now);
        } catch (BadTlsOption e) {
            log.panic("TLS: " + e.logText() + "; what was read before stays in use");
            return new Loaded(known.credentials, known.contexts, stamps, now, now.plus(Duration.ofMinutes(1)));
        }
    }

    private void keep(CredentialSource source, Loaded next) {
        Map<CredentialSource, Loaded> copy = loaded.size() < MOST ? new HashMap<>(loaded) : new HashMap<>();
        copy.put(source, next);
        loaded = Map.copyOf(copy);
    }

    private static String stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private record Loaded(
            List<Credential> credentials,
            Map<Service, SSLContext> contexts,
            List<String> stamps,
            Instant looked,
            Instant renewal) {
        boolean isFresh(Instant now) {
            return now.isBefore(looked.plus(LOOKED_AT)) && !now.isBefore(looked) && now.isBefore(renewal);
        }

        boolean isCurrent(List<String> found, Instant now) {
            return stamps.equals(found) && now.isBefore(renewal);
        }

        Loaded lookedAt(Instant now) {
            return new Loaded(credentials, contexts, stamps, now, renewal);
        }
    }
}
