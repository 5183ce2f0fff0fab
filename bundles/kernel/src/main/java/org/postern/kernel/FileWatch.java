package org.postern.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.postern.core.ConfigSource;

/// The files of a configuration and when they were changed. Guarded by the keeper's lock.
final class FileWatch {
    private Map<String, Long> stamps = Map.of();

    /// What the files look like now.
    Map<String, Long> current() {
        return stamps(stamps.keySet());
    }

    /// From now on the files of `source` are watched. What they looked like `before` they were read
    /// counts, so that a change while they were read is seen.
    void remember(ConfigSource source, Map<String, Long> before) {
        Map<String, Long> seen = new TreeMap<>(stamps(source.files()));
        seen.keySet().forEach(file -> seen.computeIfPresent(file, (_, stamp) -> before.getOrDefault(file, stamp)));
        stamps = seen;
    }

    boolean changed() {
        return !stamps.isEmpty() && !stamps.equals(current());
    }

    private static Map<String, Long> stamps(Set<String> files) {
        Map<String, Long> found = new TreeMap<>();
        for (String file : files) {
            try {
                Path path = Path.of(file);
                found.put(file, Files.getLastModifiedTime(path).toMillis() * 31 + Files.size(path));
            } catch (IOException e) {
                found.put(file, -1L);
            }
        }
        return found;
    }
}
