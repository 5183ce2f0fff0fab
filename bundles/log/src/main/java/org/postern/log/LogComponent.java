package org.postern.log;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.postern.api.MailLog;

/// The logs as a service, in the directory that the framework property `postern.log_directory` names, or in
/// `log` under `postern.home`.
@Component(service = MailLog.class)
public final class LogComponent implements MailLog {
    private final FileMailLog log;

    /// Opens the logs.
    @Activate
    public LogComponent(BundleContext context) throws IOException {
        log = new FileMailLog(directory(context), InstantSource.system(), ZoneId.systemDefault(), System.err);
    }

    private static Path directory(BundleContext context) {
        String chosen = context.getProperty("postern.log_directory");
        if (chosen != null && !chosen.isEmpty()) {
            return Path.of(chosen);
        }
        String home = context.getProperty("postern.home");
        if (home == null || home.isEmpty()) {
            throw new IllegalStateException("neither postern.log_directory nor postern.home is set");
        }
        return Path.of(home, "log");
    }

    @Deactivate
    void deactivate() throws IOException {
        log.close();
    }

    @Override
    public void write(Stream stream, String messageId, String line) {
        log.write(stream, messageId, line);
    }
}
