package org.postern.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postern.api.MailLog;

/// A log that remembers its lines. Safe for any number of threads.
public final class RecordingLog implements MailLog {
    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    /// One line.
    ///
    /// @param stream the log it went to
    /// @param messageId the message it is about, or the empty string
    /// @param line the text
    public record Entry(Stream stream, String messageId, String line) {}

    @Override
    public void write(Stream stream, String messageId, String line) {
        entries.add(new Entry(stream, messageId, line));
    }

    /// All that was written, in order.
    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    /// The lines of one log, in order.
    public List<String> lines(Stream stream) {
        return entries.stream()
                .filter(entry -> entry.stream() == stream)
                .map(Entry::line)
                .toList();
    }
}
