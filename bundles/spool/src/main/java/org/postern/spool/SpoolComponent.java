package org.postern.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.postern.api.MailLog;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;
import org.postern.core.Envelope;
import org.postern.core.Progress;
import org.postern.core.Snapshots;
import org.postern.core.Spool;

/// The spool as a service, in the directory that the framework property `postern.spool_directory` names, or
/// in `spool` under `postern.home`.
@Component(service = Spool.class)
public final class SpoolComponent implements Spool {
    private final PolicyLimits limits;
    private final JournalSpool spool;

    /// Recovers the spool; this takes time in proportion to its size.
    @Activate
    public SpoolComponent(BundleContext context, @Reference MailLog log) throws IOException {
        Path directory = directory(context);
        limits = new PolicyLimits(directory, log, System::nanoTime);
        spool = JournalSpool.open(directory, log, limits);
    }

    private static Path directory(BundleContext context) {
        String chosen = context.getProperty("postern.spool_directory");
        if (chosen != null && !chosen.isEmpty()) {
            return Path.of(chosen);
        }
        String home = context.getProperty("postern.home");
        if (home == null || home.isEmpty()) {
            throw new IllegalStateException("neither postern.spool_directory nor postern.home is set");
        }
        return Path.of(home, "spool");
    }

    /// Where the limits come from, once there is a policy.
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindSnapshots(Snapshots snapshots) {
        limits.bind(snapshots);
    }

    /// Without policies the last limits hold.
    void unbindSnapshots(Snapshots snapshots) {
        limits.unbind(snapshots);
    }

    @Deactivate
    void deactivate() throws IOException {
        spool.close();
    }

    @Override
    public String newId() {
        return spool.newId();
    }

    @Override
    public Collector collector() {
        return spool.collector();
    }

    @Override
    public Spooled accept(Envelope envelope, List<Header> headers, Content body) throws IOException {
        return spool.accept(envelope, headers, body);
    }

    @Override
    public void note(String id, Progress progress) throws IOException {
        spool.note(id, progress);
    }

    @Override
    public void sync() throws IOException {
        spool.sync();
    }

    @Override
    public List<Recovered> recovered() throws IOException {
        return spool.recovered();
    }

    @Override
    public Spooled read(String id) throws IOException {
        return spool.read(id);
    }
}
