package org.postern.reports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/// Which reports of one period have gone, in a file. A report counts as gone from just before it is handed
/// over: after a crash in between it is not sent again. Confined to one thread.
public final class SentJournal {
    private final Path file;
    private final Set<String> sent = new HashSet<>();

    private SentJournal(Path file) {
        this.file = file;
    }

    /// The journal in a file, which need not be there yet.
    public static SentJournal read(Path file) throws IOException {
        SentJournal journal = new SentJournal(file);
        if (Files.exists(file)) {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            text.lines().forEach(journal::apply);
        }
        return journal;
    }

    private void apply(String line) {
        if (line.startsWith("+")) {
            sent.add(line.substring(1));
        } else if (line.startsWith("-")) {
            sent.remove(line.substring(1));
        }
    }

    public boolean has(String report) {
        return sent.contains(report);
    }

    /// Says that a report goes now, or is never to go.
    public void add(String report) throws IOException {
        write("+" + report);
    }

    /// Says that it has not gone after all.
    public void takeBack(String report) throws IOException {
        write("-" + report);
    }

    private void write(String line) throws IOException {
        apply(line);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
