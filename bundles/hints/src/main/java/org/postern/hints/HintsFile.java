package org.postern.hints;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.postern.api.hints.MemoryHints.Kept;

/// Hints in the file `hints` of a directory: a line for each, `END DATABASE KEY TEXT` with tabs between, END in
/// milliseconds since 1970.
/// The file is replaced as a whole, so that it is never half written. What is no hint in it is passed over.
final class HintsFile {
    private static final int FIELDS = 4;

    private final Path directory;
    private final Path file;

    HintsFile(Path directory) {
        this.directory = directory;
        this.file = directory.resolve("hints");
    }

    void read(Consumer<Kept> reader) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                kept(line).ifPresent(reader);
            }
        } catch (NoSuchFileException _) {
            // nothing was kept
        }
    }

    void write(List<Kept> all) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path part = directory.resolve("hints.new");
        try (FileChannel channel = FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
                BufferedWriter writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.ISO_8859_1))) {
            for (Kept kept : all) {
                writer.write(line(kept));
            }
            writer.flush();
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String line(Kept kept) {
        return kept.end().toEpochMilli() + "\t" + escaped(kept.database()) + '\t' + escaped(kept.key()) + '\t'
                + escaped(kept.text()) + '\n';
    }

    private static Optional<Kept> kept(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS) {
            return Optional.empty();
        }
        try {
            Instant end = Instant.ofEpochMilli(Long.parseLong(fields[0]));
            return Optional.of(new Kept(plain(fields[1]), plain(fields[2]), plain(fields[3]), end));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Without control characters, and in ASCII.
    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '\\') {
                escaped.append('\\').append(HexFormat.of().toHexDigits(c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static String plain(String escaped) {
        StringBuilder plain = new StringBuilder(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '\\' && i + 5 <= escaped.length()) {
                plain.append((char) Integer.parseInt(escaped, i + 1, i + 5, 16));
                i += 4;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
