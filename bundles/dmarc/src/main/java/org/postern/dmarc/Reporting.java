package org.postern.dmarc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.postern.reports.Segment;
import org.postern.reports.SentJournal;

/// The aggregate reports of this server: collected all day in `HOME/dmarc`, and sent within the hour after
/// midnight UTC. Where a configuration is only tried (`postern.mode` is not `run`) nothing is. Safe for any
/// number of threads.
@Component(service = Reporting.class)
public final class Reporting implements ReportsOfToday {
    private static final long MAX_FILE = 64 << 20;

    private final InstantSource clock;
    private final Optional<Path> directory;
    private final ReportThreads threads = new ReportThreads("dmarc");
    private final Optional<Parts> parts;
    private volatile Optional<ReportSettings> settings = Optional.empty();

    /// What there is where mail is taken.
    private record Parts(ReportStore store, Collector<String> collector, AggregateReporter reporter) {}

    /// Collects under the server's home.
    @Activate
    public Reporting(BundleContext bundle, @Reference Dns dns, @Reference Submissions submissions) {
        this(ReportHome.of(bundle::getProperty, "dmarc"), dns, submissions, InstantSource.system());
        parts.ifPresent(known -> threads.start(known.collector(), () -> settings.ifPresent(now -> run(known, now))));
    }

    /// Collects in a directory, or nowhere; sends when it is told to.
    public Reporting(Optional<Path> directory, Dns dns, Submissions submissions, InstantSource clock) {
        this.clock = clock;
        this.directory = directory;
        this.parts = directory.map(path -> parts(path, dns, submissions));
    }

    private Parts parts(Path path, Dns dns, Submissions submissions) {
        ReportStore store = new ReportStore(path, MAX_FILE, Observation.MAX_LINE);
        DmarcEvaluator evaluator = new DmarcEvaluator(dns, clock);
        return new Parts(
                store,
                new Collector<>(
                        "DMARC aggregate reports", store, List::copyOf, clock, () -> settings.map(ReportSettings::log)),
                new AggregateReporter(store, evaluator, new SuffixFiles(), submissions, threads::isStopped));
    }

    private void run(Parts known, ReportSettings current) {
        try {
            known.reporter().run(current, clock.instant());
        } catch (IOException | RuntimeException e) { // whatever it is, the next run is to come
            current.log().panic("cannot send DMARC aggregate reports: " + e);
        }
    }

    /// Takes over what the configuration says.
    void configured(Context context) {
        try {
            settings = ReportSettings.of(context);
        } catch (ExpansionException e) {
            settings = Optional.empty();
            context.log().panic("there will be no DMARC aggregate reports: " + e.getMessage());
        }
    }

    /// Who collects results; empty where none are.
    Optional<Witness> witness() {
        return parts.map(known -> new AggregateWitness(known.collector(), () -> settings));
    }

    @Override
    public List<String> reportNow() throws IOException {
        Parts known = parts();
        known.collector().flush();
        known.store().endPeriodEarly(clock.instant());
        return known.reporter().run(known(), clock.instant());
    }

    @Override
    public List<String> list() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Segment segment : parts().store().ended()) {
            SentJournal journal = SentJournal.read(segment.journal());
            for (AggregateReport report : AggregateReport.of(segment.file(), segment.begin(), segment.end())) {
                lines.add(line(report, segment.begin() + " to " + segment.end(), journal));
            }
        }
        for (AggregateReport report : current()) {
            lines.add(report.domain() + " since " + report.begin() + ": " + report.messages() + " messages");
        }
        return lines;
    }

    private static String line(AggregateReport report, String period, SentJournal journal) {
        long places = report.policy().stream()
                .flatMap(policy -> policy.rua().stream())
                .filter(place -> journal.has(report.domain() + " " + place.address()))
                .count();
        return report.domain() + " " + period + ": " + report.messages() + " messages, done with " + places + " places";
    }

    @Override
    public Optional<String> show(String domain) throws IOException {
        ReportSettings current = known();
        return current().stream()
                .filter(report -> report.domain().equals(domain))
                .map(report -> AggregateXml.of(report, current))
                .findFirst();
    }

    private List<AggregateReport> current() throws IOException {
        Parts known = parts();
        known.collector().flush();
        Optional<Path> open = known.store().open();
        if (open.isEmpty() || Files.size(open.get()) == 0) {
            return List.of();
        }
        Instant end = clock.instant();
        return AggregateReport.of(open.get(), ReportStore.begin(open.get()), end);
    }

    private Parts parts() throws IOException {
        return parts.orElseThrow(() -> new IOException("no results are collected here"));
    }

    private ReportSettings known() throws IOException {
        return settings.orElseThrow(
                () -> new IOException("dmarc_report_sender is not set, so that no aggregate reports are sent"));
    }

    /// Ends the threads, after what waits has been written.
    @Deactivate
    public void close() throws IOException {
        threads.close();
        if (parts.isPresent()) {
            parts.get().store().close();
        }
    }

    /// Where results are kept, for messages.
    @Override
    public String toString() {
        return directory.map(Path::toString).orElse("nowhere");
    }
}
