package org.postern.mtasts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.dns.Dns;
import org.postern.api.mail.Submissions;
import org.postern.reports.Collector;
import org.postern.reports.ReportHome;
import org.postern.reports.ReportStore;
import org.postern.reports.ReportThreads;
import org.postern.reports.ReportsOfToday;

/// The TLS reports of this server: collected all day in `HOME/tls-rpt`, and sent within four hours after
/// midnight UTC. Where a configuration is only tried (`postern.mode` is not `run`) nothing is. Safe for any
/// number of threads.
@Component(service = TlsReporting.class)
public final class TlsReporting implements ReportsOfToday {
    private static final long MAX_FILE = 64 << 20;
    private static final Duration LONGEST_DELAY = Duration.ofHours(3);

    private final InstantSource clock;
    private final ReportThreads threads = new ReportThreads("tls-rpt");
    private final Optional<Parts> parts;
    private volatile Optional<ReportSettings> settings = Optional.empty();

    /// What there is where mail is sent.
    private record Parts(ReportStore store, Collector<Observation> collector, Reporter reporter) {}

    /// Collects under the server's home.
    @Activate
    public TlsReporting(BundleContext bundle, @Reference Dns dns, @Reference Submissions submissions) {
        this(ReportHome.of(bundle::getProperty, "tls-rpt"), dns, submissions, InstantSource.system());
        Duration delay = Duration.ofSeconds(RandomGenerator.getDefault().nextLong(LONGEST_DELAY.toSeconds()));
        parts.ifPresent(known ->
                threads.start(known.collector(), () -> settings.ifPresent(now -> run(known, now, delay))));
    }

    /// Collects in a directory, or nowhere; sends when it is told to.
    public TlsReporting(Optional<Path> directory, Dns dns, Submissions submissions, InstantSource clock) {
        this.clock = clock;
        this.parts = directory.map(path -> parts(path, dns, submissions));
    }

    private Parts parts(Path path, Dns dns, Submissions submissions) {
        ReportStore store = new ReportStore(path, MAX_FILE, Observation.MAX_LINE);
        return new Parts(
                store,
                new Collector<>(
                        "TLS reports", store, Observation::lines, clock, () -> settings.map(ReportSettings::log)),
                new Reporter(store, dns, submissions, threads::isStopped));
    }

    private void run(Parts known, ReportSettings current, Duration delay) {
        try {
            known.reporter().run(current, clock.instant(), delay);
        } catch (IOException | RuntimeException e) { // whatever it is, the next run is to come
            current.log().panic("cannot send TLS reports: " + e);
        }
    }

    /// Takes over what the configuration says.
    void configured(Context context) {
        try {
            settings = ReportSettings.of(context);
        } catch (ExpansionException e) {
            settings = Optional.empty();
            context.log().panic("there will be no TLS reports: " + e.getMessage());
        }
    }

    /// Counts what came of a session, if there are to be reports.
    void collect(Observation observation) {
        if (settings.isPresent()) {
            parts.ifPresent(known -> known.collector().take(observation));
        }
    }

    @Override
    public List<String> reportNow() throws IOException {
        Parts known = parts();
        known.collector().flush();
        known.store().endPeriodEarly(clock.instant());
        return known.reporter().run(known(), clock.instant(), Duration.ZERO);
    }

    @Override
    public List<String> list() throws IOException {
        return current().stream()
                .map(report -> report.domain() + " since " + report.begin() + ": " + report.summary())
                .toList();
    }

    @Override
    public Optional<String> show(String domain) throws IOException {
        ReportSettings current = known();
        return current().stream()
                .filter(report -> report.domain().equals(domain))
                .map(report -> ReportJson.of(report, current))
                .findFirst();
    }

    private List<DomainReport> current() throws IOException {
        Parts known = parts();
        known.collector().flush();
        Optional<Path> open = known.store().open();
        if (open.isEmpty() || Files.size(open.get()) == 0) {
            return List.of();
        }
        Instant end = clock.instant();
        return DomainReport.of(open.get(), ReportStore.begin(open.get()), end);
    }

    private Parts parts() throws IOException {
        return parts.orElseThrow(() -> new IOException("no results are collected here"));
    }

    private ReportSettings known() throws IOException {
        return settings.orElseThrow(() -> new IOException("tls_rpt_sender is not set, so that no reports are sent"));
    }

    /// Ends the threads, after what waits has been written.
    @Deactivate
    public void close() throws IOException {
        threads.close();
        if (parts.isPresent()) {
            parts.get().store().close();
        }
    }
}
