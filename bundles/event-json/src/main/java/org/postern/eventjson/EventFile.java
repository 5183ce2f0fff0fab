package org.postern.eventjson;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.postern.broadcast.JsonLine;
import org.postern.broadcast.Occurrence;
import org.postern.broadcast.Outlet;

/// A file that grows by a line for each event. Whoever rotates it only moves it away: the next lines come
/// into
/// a new one. What is written is whole lines.
final class EventFile implements Outlet {
    private static final FileAttribute<?> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    private volatile Optional<Path> wanted = Optional.empty();
    // Confined to the thread of the outlet.
    private Optional<Open> open = Optional.empty();

    private record Open(Path path, Object key, FileChannel channel) {}

    /// From now on into this file; nothing is written without one.
    void into(Optional<String> path) {
        wanted = path.map(Path::of);
    }

    @Override
    public void send(List<Occurrence> some) throws IOException {
        Optional<Path> path = wanted;
        if (path.isEmpty()) {
            close();
            return;
        }
        StringBuilder lines = new StringBuilder();
        some.forEach(occurrence -> lines.append(JsonLine.of(occurrence)).append('\n'));
        FileChannel channel = channel(path.get());
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(lines.toString());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private FileChannel channel(Path path) throws IOException {
        if (open.isPresent()
                && open.get().path().equals(path)
                && open.get().key().equals(key(path))) {
            return open.get().channel();
        }
        close();
        FileChannel channel = FileChannel.open(
                path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND), MODE);
        open = Optional.of(new Open(path, key(path), channel));
        return channel;
    }

    /// What tells one file from another that has its name.
    private static Object key(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return Objects.requireNonNullElse(attributes.fileKey(), attributes.creationTime());
        } catch (NoSuchFileException _) {
            return "";
        }
    }

    @Override
    public void close() {
        Optional<Open> last = open;
        open = Optional.empty();
        if (last.isPresent()) {
            try {
                last.get().channel().close();
            } catch (IOException _) {
                // What was written is written.
            }
        }
    }
}
