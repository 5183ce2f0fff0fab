package org.postern.dmarc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
import org.postern.reports.ReportStore;
import org.postern.reports.Segment;
import org.postern.reports.SentJournal;

/// The aggregate reports of this server: collected all day in `HOME/dmarc`, and sent within the hour after
/// midnight UTC. Where a configuration is only tried (`postern.mode` is not `run`) nothing is. Safe for any
/// number of threads.
@Component(service = Reporting.class)
public final class Reporting {
    private static final long MAX_FILE = 64 << 20;
    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final Optional<Path> directory;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final Optional<Parts> parts;
    private volatile Optional<ReportSettings> settings = Optional.empty();

    /// What there is where mail is taken.
    private record Parts(ReportStore store, Collector collector, AggregateReporter reporter) {}

    /// Collects under the server's home.
    @Activate
    public Reporting(BundleContext bundle, @Reference Dns dns, @Reference Submissions submissions) {
        this(directory(bundle), dns, submissions, InstantSource.system());
        parts.ifPresent(known -> start(known, RandomGenerator.getDefault()));
    }

    /// Collects in a directory, or nowhere; sends when it is told to.
    public Reporting(Optional<Path> directory, Dns dns, Submissions submissions, InstantSource clock) {
        this.clock = clock;
        this.directory = directory;
        this.parts = directory.map(path -> parts(path, dns, submissions));
    }

    private static Optional<Path> directory(BundleContext bundle) {
        boolean runs = Optional.ofNullable(bundle.getProperty("postern.mode"))
                .orElse("run")
                .equals("run");
        return Optional.ofNullable(bundle.getProperty("postern.home"))
                .filter(_ -> runs)
                .map(home -> Path.of(home).resolve("dmarc"));
    }

    private Parts parts(Path path, Dns dns, Submissions submissions) {
        ReportStore store = new ReportStore(path, MAX_FILE, Observation.MAX_LINE);
        DmarcEvaluator evaluator = new DmarcEvaluator(dns, clock);
        return new Parts(
                store,
                new Collector(store, clock, () -> settings),
                new AggregateReporter(store, evaluator, new SuffixFiles(), submissions, this::isStopped));
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private void start(Parts known, RandomGenerator random) {
        Duration first = Duration.ofSeconds(random.nextLong(60, INTERVAL.toSeconds()));
        threads.add(Thread.ofVirtual().name("dmarc-results").start(() -> write(known)));
        threads.add(Thread.ofVirtual().name("dmarc-reports").start(() -> report(known, first)));
    }

    private void write(Parts known) {
        try {
            known.collector().work(this::isStopped);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Reports every hour: only what of past days is not reported yet.
    private void report(Parts known, Duration first) {
        try {
            Duration wait = first;
            while (!stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                settings.ifPresent(current -> run(known, current));
                wait = INTERVAL;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Parts known, ReportSettings current) {
        try {
            known.reporter().run(current, clock.instant());
        } catch (IOException e) {
            current.log().panic("cannot send DMARC aggregate reports: " + e.getMessage());
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
        return parts.map(Parts::collector);
    }

    /// Ends the period and sends its reports now; a line for each.
    List<String> reportNow() throws IOException {
        Parts known = parts();
        known.collector().flush();
        known.store().endPeriodEarly(clock.instant());
        return known.reporter().run(known(), clock.instant());
    }

    /// The periods that are kept, a line for each domain of each.
    List<String> list() throws IOException {
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

    /// The report about a domain as it would be now.
    Optional<String> show(String domain) throws IOException {
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
        stopped.countDown();
        try {
            for (Thread thread : threads) {
                thread.join(PATIENCE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
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
