package org.postern.routers;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// The names that this machine knows without the DNS, as `/etc/hosts` has them. Read again when the file
/// has changed. Safe for any number of threads.
final class HostsFile {
    private final Path path;
    private final AtomicReference<Table> table = new AtomicReference<>(new Table(FileTime.fromMillis(0), Map.of()));

    HostsFile(Path path) {
        this.path = path;
    }

    /// The addresses of `name`, in the order of the file; none if it is not there.
    List<InetAddress> addresses(String name) throws IOException {
        return table().names().getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    private Table table() throws IOException {
        Table known = table.get();
        try {
            FileTime modified = Files.getLastModifiedTime(path);
            if (modified.equals(known.modified())) {
                return known;
            }
            Table read = new Table(modified, read());
            table.set(read);
            return read;
        } catch (NoSuchFileException _) {
            return new Table(FileTime.fromMillis(0), Map.of());
        }
    }

    private Map<String, List<InetAddress>> read() throws IOException {
        Map<String, List<InetAddress>> names = new HashMap<>();
        for (String line : Files.readAllLines(path, StandardCharsets.ISO_8859_1)) {
            String[] words = line.replaceFirst("#.*", "").strip().split("\\s+", -1);
            if (words.length > 1) {
                IpLiteral.parse(words[0]).ifPresent(address -> {
                    for (int i = 1; i < words.length; i++) {
                        names.computeIfAbsent(words[i].toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                                .add(address);
                    }
                });
            }
        }
        return names;
    }

    private record Table(FileTime modified, Map<String, List<InetAddress>> names) {}
}
