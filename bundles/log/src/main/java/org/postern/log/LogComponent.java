package org.postern.log;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;

/// The logs as a service. Until a configuration comes into force, and if it does not say otherwise, they
/// are in the directory that the framework property `postern.log_directory` names, or in `log` under
/// `postern.home`.
@Component(service = {MailLog.class, Plugin.class})
public final class LogComponent implements MailLog, Plugin {
    private final Path directory;
    private final FileMailLog log;

    /// Opens the logs.
    @Activate
    public LogComponent(BundleContext context) throws IOException {
        directory = directory(context);
        log = new FileMailLog(LogPlan.in(directory), InstantSource.system(), ZoneId.systemDefault(), System.err);
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

    @Override
    public String name() {
        return "log";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(LogOptions.all());
    }

    @Override
    public List<Contribution> contributions() {
        return List.of();
    }

    @Override
    public void configured(Context context) {
        try {
            log.follow(LogOptions.plan(context, directory));
        } catch (ExpansionException e) {
            log.panic("the logs stay where they are: " + e.getMessage());
        }
    }
}
