package org.postern.launcher;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/// Writes the diagnostic log to the standard error of the process. `System.err` would not do: while a
/// command of the shell runs, Gogo gives its threads another one, that of the shell's user.
public final class StandardErrorAppender extends OutputStreamAppender<ILoggingEvent> {
    /// Configured by `logback.xml`.
    public StandardErrorAppender() {}

    @Override
    public void start() {
        setOutputStream(new FileOutputStream(FileDescriptor.err));
        super.start();
    }
}
