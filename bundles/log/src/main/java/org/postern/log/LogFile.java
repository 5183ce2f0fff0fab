package org.postern.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One log file, which may be moved away at any time: within a second a new one is made in its place. It
/// may get another path at any time too. Confined to the writer's thread.
final class LogFile {
    private static final long CHECK_MILLIS = 1000;
    private Path path;
    private Optional<FileChannel> channel = Optional.empty();
    private @Nullable Object key;
    private final StringBuilder text = new StringBuilder();
    private long checked;

    LogFile(Path path) {
        this.path = path;
    }

    /// Goes on in another file.
    void path(Path other) throws IOException {
        if (!path.equals(other)) {
            path = other;
            close();
        }
    }

    /// Where to put lines for the next [#write].
    StringBuilder text() {
        return text;
    }

    /// Writes what is in [#text].
    void write(long now) throws IOException {
        if (text.isEmpty()) {
            return;
        }
        ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));

        if (Math.abs(now - checked) >= CHECK_MILLIS) {
            checked = now;
            closeIfMoved();
        }
        FileChannel open = channel.isPresent() ? channel.get() : open();
        while (bytes.hasRemaining()) {
            open.write(bytes);
        }
        text.setLength(0);
    }

    private FileChannel open() throws IOException {
        Path directory = path.getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        FileChannel opened =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        channel = Optional.of(opened);
        key = fileKey();
        return opened;
    }

    private void closeIfMoved() throws IOException {
        if (channel.isPresent() && (!Files.exists(path) || !Objects.equals(key, fileKey()))) {
            close();
        }
    }

    /// Device and inode, as the file system tells them.
    private @Nullable Object fileKey() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    void close() throws IOException {
        if (channel.isPresent()) {
            FileChannel open = channel.get();
            channel = Optional.empty();
            open.close();
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
