package org.postern.spool;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postern.api.MailLog;

/// Keeps what is logged.
final class RecordingLog implements MailLog {
    private final List<String> mains = new CopyOnWriteArrayList<>();
    private final List<String> panics = new CopyOnWriteArrayList<>();

    @Override
    public void write(Stream stream, String messageId, String line) {
        (stream == Stream.PANIC ? panics : mains).add(messageId.isEmpty() ? line : messageId + " " + line);
    }

    List<String> mains() {
        return mains;
    }

    List<String> panics() {
        return panics;
    }
}
