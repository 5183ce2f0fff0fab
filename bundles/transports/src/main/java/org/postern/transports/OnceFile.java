package org.postern.transports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.postern.api.system.Identity;

/// The file in which is kept who got an answer, and when: a line for each, with the time in seconds, a
/// space and the recipients. Used by one delivery at a time.
///
/// @param file the file
/// @param mode of the file, if it is made
/// @param limit how large it may become; 0 for as large as necessary
/// @param identity whose it is
record OnceFile(Path file, int mode, long limit, Identity identity) {
    private static final long LARGEST = 64L << 20;

    /// Whether `to` got an answer that still holds.
    boolean holds(String to, Duration repeat, Instant now) throws IOException {
        Long then = identity.call(this::read).get(to);
        return then != null && (repeat.isZero() || now.getEpochSecond() - then < repeat.toSeconds());
    }

    /// Remembers that `to` gets an answer now. What no longer holds is forgotten, and the oldest if there is
    /// no room.
    void remember(String to, Duration repeat, Instant now) throws IOException {
        identity.call(() -> {
            Map<String, Long> known = read();
            known.remove(to);
            if (!repeat.isZero()) {
                known.values().removeIf(then -> now.getEpochSecond() - then >= repeat.toSeconds());
            }
            known.put(to, now.getEpochSecond());
            write(known);
            return known;
        });
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(FileModes.permissions(mode)));
    }

    /// In the order of the lines, which is that of time.
    private Map<String, Long> read() throws IOException {
        Map<String, Long> known = new LinkedHashMap<>();
        try (FileChannel channel = open()) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), LARGEST));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until all is there
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
            text.lines().forEach(line -> line(line, known));
        }
        return known;
    }

    private static void line(String line, Map<String, Long> known) {
        int space = line.indexOf(' ');
        if (space > 0 && space < 18 && line.substring(0, space).chars().allMatch(c -> c >= '0' && c <= '9')) {
            known.put(line.substring(space + 1), Long.parseLong(line.substring(0, space)));
        }
    }

    private void write(Map<String, Long> known) throws IOException {
        StringBuilder text = new StringBuilder();
        known.forEach((to, then) -> text.append(then).append(' ').append(to).append('\n'));
        int start = 0;
        while (limit > 0 && text.length() - start > limit && start < text.length()) {
            start = text.indexOf("\n", start) + 1;
        }
        try (FileChannel channel = open()) {
            ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(text.substring(start));
            channel.truncate(0);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
