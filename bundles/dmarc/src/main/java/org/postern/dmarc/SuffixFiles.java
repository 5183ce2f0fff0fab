package org.postern.dmarc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;

/// Public suffix lists in files, read anew when they have changed. Safe for any number of threads.
final class SuffixFiles {
    private static final long MAX_SIZE = 16 << 20;
    private static final int MAX_FILES = 10;

    private final Map<Path, Loaded> loaded = new ConcurrentHashMap<>();

    private record Loaded(FileTime modified, long size, SuffixList list) {}

    /// The list that the option names, if it does.
    Optional<SuffixList> of(Context context) throws DmarcException {
        Optional<Expression> option = context.setting(DmarcOptions.DMARC_TLD_FILE);
        if (option.isEmpty()) {
            return Optional.empty();
        }
        try {
            Text file = option.get().expand(context);
            if (file.isEmpty()) {
                return Optional.empty();
            }
            if (file.tainted()) {
                throw new DmarcException("dmarc_tld_file: the name is tainted");
            }
            return Optional.of(list(Path.of(file.value())));
        } catch (ExpansionException e) {
            throw new DmarcException("dmarc_tld_file: " + e.getMessage());
        }
    }

    /// The list in a file; a file that cannot be read or has no rules is a failure for now.
    SuffixList list(Path file) throws DmarcException {
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            long size = Files.size(file);
            Loaded known = loaded.get(file);
            if (known != null && known.modified().equals(modified) && known.size() == size) {
                return known.list();
            }
            SuffixList list = read(file, size);
            if (loaded.size() >= MAX_FILES) {
                loaded.clear();
            }
            loaded.put(file, new Loaded(modified, size, list));
            return list;
        } catch (IOException e) {
            throw new DmarcException("dmarc_tld_file: cannot read " + file + ": " + e);
        }
    }

    private static SuffixList read(Path file, long size) throws IOException, DmarcException {
        if (size > MAX_SIZE) {
            throw new DmarcException("dmarc_tld_file: " + file + " is too long");
        }
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            SuffixList list = SuffixList.parse(lines);
            if (list.isEmpty()) {
                throw new DmarcException("dmarc_tld_file: " + file + " has no rules");
            }
            return list;
        }
    }
}
