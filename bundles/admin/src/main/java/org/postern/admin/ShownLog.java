package org.postern.admin;

import java.io.PrintStream;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.postern.api.MailLog;

/// A log that shows its lines on standard error, as commands that need no server do.
///
/// @param out where they go
/// @param clock the time in each of them
record ShownLog(PrintStream out, InstantSource clock) implements MailLog {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    @Override
    public void write(Stream stream, String messageId, String line) {
        out.print(TIME.format(clock.instant().atZone(ZoneId.systemDefault())) + " " + line + "\n");
    }
}
