package org.postern.kernel;

import java.io.PrintStream;
import org.postern.api.MailLog;

/// Shows what would be logged. As in Exim's trial sessions, what follows a message has its id, too.
final class TrialLog implements MailLog {
    private final PrintStream out;
    private String last = "";

    TrialLog(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void write(Stream stream, String messageId, String line) {
        if (stream == Stream.REJECT) {
            return; // the main log has the same
        }
        last = messageId.isEmpty() ? last : messageId;
        out.println("LOG: " + (last.isEmpty() ? "" : last + " ") + Printable.of(line));
    }
}
