package org.postern.lookupfile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// The lookup `dsearch`: whether a directory has an entry. What is found is the name of the entry, which is
/// no longer tainted.
record DirectoryLookup() implements LookupType {
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
        Path directory = SourceFile.path(source);
        if (!Files.exists(directory)) {
            throw new IOException("failed to open " + source + " for directory search: No such file or directory");
        }
        if (!Files.isDirectory(directory)) {
            throw new IOException("failed to open " + source + " for directory search: Not a directory");
        }
        return new Open(source, Choice.of(options));
    }

    /// What the options say.
    ///
    /// @param full whether the path is wanted
    /// @param path whether the key may have slashes
    /// @param filter what the entry must be
    private record Choice(boolean full, boolean path, Filter filter) {
        static Choice of(List<String> options) throws IOException {
            boolean full = false;
            boolean path = false;
            Filter filter = Filter.ANY;
            for (String option : options) {
                switch (option) {
                    case "ret=full" -> full = true;
                    case "key=path" -> path = true;
                    case "filter=file" -> filter = Filter.FILE;
                    case "filter=dir" -> filter = Filter.DIRECTORY;
                    case "filter=subdir" -> filter = Filter.SUBDIRECTORY;
                    default -> throw new IOException("unknown option of a dsearch lookup: " + option);
                }
            }
            return new Choice(full, path, filter);
        }
    }

    /// What an entry must be.
    private enum Filter {
        ANY,
        FILE,
        DIRECTORY,
        SUBDIRECTORY;

        boolean takes(String name, BasicFileAttributes attributes) {
            return switch (this) {
                case ANY -> true;
                case FILE -> attributes.isRegularFile();
                case DIRECTORY -> attributes.isDirectory();
                case SUBDIRECTORY -> attributes.isDirectory() && !name.equals(".") && !name.equals("..");
            };
        }
    }

    private record Open(String directory, Choice choice) implements Lookup {
        @Override
        public Optional<Found> find(Text key) throws IOException {
            String name = key.value();
            check(name);
            if (name.isEmpty() || name.indexOf('\0') >= 0) {
                return Optional.empty();
            }
            String full = directory + "/" + name;
            try {
                BasicFileAttributes attributes = Files.readAttributes(
                        SourceFile.path(full), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                return choice.filter().takes(name, attributes)
                        ? Optional.of(new Found(choice.full() ? full : name, Found.MESSAGE))
                        : Optional.empty();
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        }

        private void check(String name) throws IOException {
            if (!choice.path() && name.indexOf('/') >= 0) {
                throw new IOException("key for dsearch lookup contains a slash: " + name);
            }
            if (choice.path() && Arrays.asList(name.split("/", -1)).contains("..")) {
                throw new IOException("key for dsearch lookup goes to a parent directory: " + name);
            }
        }

        @Override
        public void close() {}
    }
}
