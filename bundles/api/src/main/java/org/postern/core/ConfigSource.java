package org.postern.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The text of a configuration: the main file and those that it includes, as they were when they were first
/// read. Compiling again from the same source gives the same policy, whatever has happened on disk.
public final class ConfigSource {
    private final String main;
    private final Map<String, String> macros;
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final boolean lenient;

    /// A configuration in a file, and the macros that the command line defines (`-D`).
    public ConfigSource(Path main, Map<String, String> macros) {
        this(main, macros, false);
    }

    private ConfigSource(Path main, Map<String, String> macros, boolean lenient) {
        this.main = main.toString();
        this.macros = Map.copyOf(macros);
        this.lenient = lenient;
    }

    /// A configuration that is not in a file.
    public static ConfigSource of(String name, String text, Map<String, String> macros) {
        ConfigSource source = new ConfigSource(Path.of(name), macros);
        source.texts.put(name, text);
        return source;
    }

    /// The same configuration, in which a string or list that is wrong is no error: it fails when it is used,
    /// as with `check_expansions = no`; a driver of Exim's that nobody offers, or that refuses its options,
    /// defers. For trying parts of a configuration.
    public ConfigSource lenient() {
        return new ConfigSource(Path.of(main), macros, true);
    }

    /// Whether strings and lists may be wrong.
    public boolean isLenient() {
        return lenient;
    }

    /// The name of the main file.
    public String main() {
        return main;
    }

    /// The macros of the command line.
    public Map<String, String> macros() {
        return macros;
    }

    /// The text of a file, a byte in each `char`; read from disk at the first call only.
    public synchronized String text(String file) throws IOException {
        String known = texts.get(file);
        if (known != null) {
            return known;
        }
        String read = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
        texts.put(file, read);
        return read;
    }

    /// The files read so far.
    public synchronized java.util.Set<String> files() {
        return java.util.Set.copyOf(texts.keySet());
    }

    /// The same configuration, to be read anew.
    public ConfigSource reread() {
        return new ConfigSource(Path.of(main), macros, lenient);
    }
}
