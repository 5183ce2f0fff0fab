package org.postern.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.service.feature.FeatureService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The features that a directory describes, read anew at each call: one file may be put there at any time.
final class Descriptors {
    private static final Logger LOG = LoggerFactory.getLogger(Descriptors.class);
    private final FeatureService service;
    private final Path directory;

    Descriptors(FeatureService service, Path directory) {
        this.service = service;
        this.directory = directory;
    }

    /// All that can be read, by name. One that cannot is named in the log.
    List<Descriptor> all() {
        List<Descriptor> all = new ArrayList<>();
        for (Path file : files()) {
            try {
                all.add(Descriptor.read(service, file));
            } catch (IOException e) {
                LOG.warn("a feature cannot be read: {}", e.getMessage());
            }
        }
        return all;
    }

    /// The feature of a name.
    Descriptor get(String name) throws CommandFailed {
        return all().stream()
                .filter(feature -> feature.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandFailed(name + ": no such feature; postern feature available lists them"));
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            LOG.warn("features cannot be listed: {}", e.toString());
            return List.of();
        }
    }
}
