package org.postern.lookuplmdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// The lookup `lmdb`, in files of the Lightning Memory-Mapped Database.
record LmdbLookup(Environments environments) implements LookupType {
    /// The files that a lookup may write.
    static final Option<List<String>> WRITABLE = Option.of("lmdb_writable", OptionTypes.TEXT_LIST, "");

    private static final String PUT = "put=";

    @Override
    public String name() {
        return "lmdb";
    }

    @Override
    public Style style() {
        return Style.SINGLE_KEY;
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) throws IOException {
        Path file = path(source);
        if (options.isEmpty()) {
            return new Reading(environments, file);
        }
        if (options.size() > 1) {
            throw new IOException("more than one option of an lmdb lookup: " + String.join(",", options));
        }
        String option = options.getFirst();
        if (!option.equals("delete") && !option.startsWith(PUT)) {
            throw new IOException("unknown option of an lmdb lookup: " + option);
        }
        if (!context.setting(WRITABLE).contains(source)) {
            throw new IOException(source + " may not be written by an lmdb lookup: it is not in lmdb_writable");
        }
        Optional<String> value = option.startsWith(PUT)
                ? Optional.of(expanded(option.substring(PUT.length()), compiler, context))
                : Optional.empty();
        return new Writing(environments, file, value);
    }

    private static String expanded(String text, Compiler compiler, Context context) throws IOException {
        try {
            return compiler.expression(text).expand(context).value();
        } catch (ConfigException | ExpansionException e) {
            throw new IOException("the value of an lmdb lookup: " + e.getMessage(), e);
        }
    }

    /// The path that the bytes of the name are, in UTF-8.
    private static Path path(String name) throws IOException {
        if (!name.startsWith("/")) {
            throw new IOException("the file of an lmdb lookup must have an absolute name: " + name);
        }
        try {
            return Path.of(new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
        } catch (InvalidPathException e) {
            throw new IOException("not a file name: " + name, e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private record Reading(Environments environments, Path file) implements Lookup {
        @Override
        public Optional<Found> find(Text key) throws IOException {
            return environments
                    .get(file, bytes(key.value()))
                    .map(value -> new Found(new String(value, StandardCharsets.ISO_8859_1), Found.MESSAGE));
        }

        @Override
        public void close() {}
    }

    /// Puts a value, and finds it; or takes away what there is, and finds that.
    ///
    /// @param value empty to take away
    private record Writing(Environments environments, Path file, Optional<String> value) implements Lookup {
        @Override
        public Optional<Found> find(Text key) throws IOException {
            byte[] name = bytes(key.value());
            if (value.isPresent()) {
                environments.put(file, name, bytes(value.get()));
                return Optional.of(new Found(value.get(), Duration.ZERO));
            }
            return environments
                    .delete(file, name)
                    .map(old -> new Found(new String(old, StandardCharsets.ISO_8859_1), Duration.ZERO));
        }

        @Override
        public boolean remembersAbsence() {
            return false;
        }

        @Override
        public void close() {}
    }
}
