package org.postern.lookupfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.postern.api.Context;
import org.postern.api.config.Compiler;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// `dsearch`: the key is the name of an entry of a directory. Options: `ret=full`, `filter=file`,
/// `filter=dir`,
/// `filter=subdir`, `key=path`.
record Dsearch() implements LookupType {
    private static final String SEARCH = "directory search";

    @Override
    public String name() {
        return "dsearch";
    }

    @Override
    public Style style() {
        return Style.SINGLE_KEY;
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) throws IOException {
        if (!source.startsWith("/")) {
            throw new IOException("dirname '" + source + "' for dsearch is not absolute");
        }
        Path directory = FileCache.path(source, SEARCH);
        if (!Files.exists(directory)) {
            throw FileCache.missing(source, SEARCH, new java.nio.file.NoSuchFileException(source));
        }
        if (!Files.isDirectory(directory)) {
            throw new IOException("failed to open " + source + " for " + SEARCH + ": Not a directory");
        }
        Search search = new Search(source, options);
        FileLookup lookup = search::find;
        return lookup;
    }

    /// A directory and what is wanted of it.
    private static final class Search {
        private final String directory;
        private boolean full;
        private boolean path;
        private Predicate<Path> filter = _ -> true;

        Search(String directory, List<String> options) throws IOException {
            this.directory = directory;
            for (String option : options) {
                switch (option) {
                    case "ret=full" -> full = true;
                    case "key=path" -> path = true;
                    case "filter=file" -> filter = entry -> Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS);
                    case "filter=dir" -> filter = Search::isDirectory;
                    case "filter=subdir" -> filter = entry -> isDirectory(entry) && !isDots(entry);
                    default -> throw new IOException("unknown option for dsearch lookup: " + option);
                }
            }
        }

        Optional<String> find(String key) throws IOException {
            if (!path && key.indexOf('/') >= 0) {
                throw new IOException("key for dsearch lookup contains a slash: " + key);
            }
            if (path && List.of(key.split("/", -1)).contains("..")) {
                throw new IOException("key for dsearch lookup contains a bad component: " + key);
            }
            if (key.isEmpty() || key.indexOf('\0') >= 0) {
                return Optional.empty();
            }
            String name = directory.endsWith("/") ? directory + key : directory + "/" + key;
            Path entry = FileCache.path(name, SEARCH);
            boolean found = Files.exists(entry, LinkOption.NOFOLLOW_LINKS) && filter.test(entry);
            return found ? Optional.of(full ? name : key) : Optional.empty();
        }

        private static boolean isDirectory(Path entry) {
            return Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
        }

        private static boolean isDots(Path entry) {
            return entry.endsWith(".") || entry.endsWith("..");
        }
    }
}
