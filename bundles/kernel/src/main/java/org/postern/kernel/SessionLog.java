package org.postern.kernel;

import org.postern.api.MailLog;

/// The log of one session: once the data of a message have come, each line has its id until the message is
/// done. Confined to the session's thread.
final class SessionLog implements MailLog {
    private final MailLog log;
    private String id = "";

    SessionLog(MailLog log) {
        this.log = log;
    }

    /// From now on lines are about this message; the empty string for none.
    void message(String messageId) {
        id = messageId;
    }

    @Override
    public void write(Stream stream, String messageId, String line) {
        log.write(stream, messageId.isEmpty() ? id : messageId, line);
    }
}
