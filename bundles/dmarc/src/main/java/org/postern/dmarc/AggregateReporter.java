package org.postern.dmarc;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Submissions;
import org.postern.dmarc.ReportPlaces.Kind;
import org.postern.reports.ReportStore;
import org.postern.reports.Segment;
import org.postern.reports.SentJournal;

/// Sends the reports of the periods that are over. Guarded by itself: one run at a time.
final class AggregateReporter {
    private static final int MAX_PLACES = 5;
    private static final Duration MAX_AGE = Duration.ofDays(3);

    private final ReportStore store;
    private final DmarcEvaluator evaluator;
    private final SuffixFiles suffixes;
    private final Submissions submissions;
    private final BooleanSupplier isStopped;

    AggregateReporter(
            ReportStore store,
            DmarcEvaluator evaluator,
            SuffixFiles suffixes,
            Submissions submissions,
            BooleanSupplier isStopped) {
        this.store = store;
        this.evaluator = evaluator;
        this.suffixes = suffixes;
        this.submissions = submissions;
        this.isStopped = isStopped;
    }

    /// Sends what is due; returns what it did, a line for each report. What cannot be sent now is tried
    /// again at the next run, for three days.
    synchronized List<String> run(ReportSettings settings, Instant now) throws IOException {
        store.endPeriod(now);
        List<String> done = new ArrayList<>();
        for (Segment segment : store.ended()) {
            boolean isComplete = send(segment, settings, done);
            if (isStopped.getAsBoolean()) {
                break;
            }
            boolean isTooOld = segment.end().plus(MAX_AGE).isBefore(now);
            if (isComplete || isTooOld) {
                store.remove(segment);
            }
            if (isTooOld && !isComplete) {
                done.add("DMARC aggregate reports from " + segment.begin() + " to " + segment.end()
                        + ": given up what could not be sent");
            }
        }
        done.forEach(line -> settings.log().main(line));
        return done;
    }

    /// Whether there is nothing left to send.
    private boolean send(Segment segment, ReportSettings settings, List<String> done) throws IOException {
        SentJournal journal = SentJournal.read(segment.journal());
        boolean isComplete = true;
        for (AggregateReport report : AggregateReport.of(segment.file(), segment.begin(), segment.end())) {
            List<ReportUri> places = report.policy().map(PolicyRecord::rua).orElse(List.of());
            for (ReportUri place : places.subList(0, Math.min(MAX_PLACES, places.size()))) {
                if (isStopped.getAsBoolean()) {
                    return false;
                }
                isComplete &= send(report, place, settings, journal, done);
            }
        }
        return isComplete;
    }

    private boolean send(
            AggregateReport report, ReportUri place, ReportSettings settings, SentJournal journal, List<String> done)
            throws IOException {
        String key = report.domain() + " " + place.address();
        if (journal.has(key)) {
            return true;
        }
        String what = "DMARC aggregate report for " + report.domain() + " ";
        try {
            Optional<ReportUri> right =
                    evaluator.places(suffixes.of(settings.context().anew())).of(place, report.domain(), Kind.AGGREGATE);
            if (right.isEmpty()) {
                journal.add(key);
                done.add(what + "not sent to " + place.address() + ": it does not ask for reports about "
                        + report.domain());
                return true;
            }
            return submit(report, right.get(), key, settings, journal, done);
        } catch (DmarcException e) {
            done.add(what + "not sent to " + place.address() + " now: " + e.problem());
            return false;
        }
    }

    private boolean submit(
            AggregateReport report,
            ReportUri place,
            String key,
            ReportSettings settings,
            SentJournal journal,
            List<String> done)
            throws IOException {
        String what = "DMARC aggregate report for " + report.domain() + " ";
        Outgoing message = new AggregateMessage(report, settings).to(place.address());
        journal.add(key);
        if (message.size() > place.limit()) {
            done.add(what + "not sent to " + place.address() + ": it is too long");
            return true;
        }
        try {
            String id = submissions.submit(message, List.of(place.address()));
            done.add(what + "sent to " + place.address() + ": " + id);
            return true;
        } catch (IOException e) {
            journal.takeBack(key);
            done.add(what + "not sent to " + place.address() + " now: " + e.getMessage());
            return false;
        }
    }
}
