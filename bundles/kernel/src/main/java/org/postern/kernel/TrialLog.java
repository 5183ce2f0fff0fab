package org.postern.kernel;

import java.io.PrintStream;
import org.postern.api.MailLog;

/// Shows what would be logged.
final class TrialLog implements MailLog {
    private final PrintStream out;

    TrialLog(PrintStream out) {
        this.out = out;
    }

    /// Shows what an ACL does.
    synchronized void trace(String line) {
        out.println(">>> " + Printable.of(line));
    }

    @Override
    public synchronized void write(Stream stream, String messageId, String line) {
        if (stream == Stream.REJECT) {
            return; // the main log has the same
        }
        out.println("LOG: " + (messageId.isEmpty() ? "" : messageId + " ") + Printable.of(line));
    }
}
