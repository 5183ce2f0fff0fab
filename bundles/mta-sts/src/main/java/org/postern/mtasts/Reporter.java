package org.postern.mtasts;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Submissions;
import org.postern.mtasts.WebRequest.Body;
import org.postern.reports.ReportStore;
import org.postern.reports.Segment;
import org.postern.reports.SentJournal;

/// Sends the reports of the periods that are over. Guarded by itself: one run at a time.
final class Reporter {
    private static final String LABELS = "_smtp._tls.";
    private static final Duration MAX_AGE = Duration.ofHours(24);
    private static final int MAX_ANSWER = 65_536;

    /// When so many web servers have failed, which takes them their time, the others wait for the next run.
    private static final int MAX_FAILED_POSTS = 30;

    private final ReportStore store;
    private final Dns dns;
    private final WebClient web;
    private final Submissions submissions;
    private final BooleanSupplier isStopped;

    Reporter(ReportStore store, Dns dns, Submissions submissions, BooleanSupplier isStopped) {
        this.store = store;
        this.dns = dns;
        this.web = new WebClient(dns);
        this.submissions = submissions;
        this.isStopped = isStopped;
    }

    /// One run: whose settings, what is done.
    private record Run(ReportSettings settings, SentJournal journal, List<String> done, AtomicInteger failedPosts) {
        void say(String line) {
            done.add(line);
        }

        boolean mayPost() {
            return failedPosts.get() < MAX_FAILED_POSTS;
        }
    }

    /// Sends what is due: the reports of periods that ended `delay` ago; returns what it did, a line for each
    /// report. What cannot be sent now is tried again at the next run, for a day.
    synchronized List<String> run(ReportSettings settings, Instant now, Duration delay) throws IOException {
        store.endPeriod(now);
        List<String> done = new ArrayList<>();
        AtomicInteger failedPosts = new AtomicInteger();
        for (Segment segment : store.ended()) {
            Instant due = segment.end().plus(delay);
            if (now.isBefore(due)) {
                continue;
            }
            boolean isComplete =
                    send(segment, new Run(settings, SentJournal.read(segment.journal()), done, failedPosts));
            if (isStopped.getAsBoolean()) {
                break;
            }
            boolean isTooOld = due.plus(MAX_AGE).isBefore(now);
            if (isComplete || isTooOld) {
                store.remove(segment);
            }
            if (isTooOld && !isComplete) {
                done.add("TLS reports from " + segment.begin() + " to " + segment.end()
                        + ": given up what could not be sent");
            }
        }
        done.forEach(line -> settings.log().main(line));
        return done;
    }

    /// Whether there is nothing left to send.
    private boolean send(Segment segment, Run run) throws IOException {
        boolean isComplete = true;
        for (DomainReport report : DomainReport.of(segment.file(), segment.begin(), segment.end())) {
            if (isStopped.getAsBoolean()) {
                return false;
            }
            isComplete &= run.journal().has(report.domain()) || send(report, run);
        }
        return isComplete;
    }

    private boolean send(DomainReport report, Run run) throws IOException {
        boolean isComplete = true;
        try {
            for (ReportPlace place : places(report.domain())) {
                isComplete &= run.journal().has(key(report, place)) || send(report, place, run);
            }
        } catch (DnsException e) {
            run.say("TLS report for " + report.domain() + " not sent now: " + e.getMessage());
            return false;
        }
        if (isComplete) {
            run.journal().add(report.domain());
        }
        return isComplete;
    }

    /// Where a domain wants reports; none if it wants none.
    List<ReportPlace> places(String domain) throws DnsException {
        List<String> texts = dns.query(LABELS + domain, DnsType.TXT)
                .records(DnsRecord.Txt.class)
                .map(DnsRecord.Txt::text)
                .toList();
        return TlsRptRecord.of(texts).map(TlsRptRecord::places).orElse(List.of());
    }

    private static String key(DomainReport report, ReportPlace place) {
        return report.domain() + " " + place;
    }

    private boolean send(DomainReport report, ReportPlace place, Run run) throws IOException {
        ReportDocument document = new ReportDocument(report, run.settings());
        String key = key(report, place);
        String what = "TLS report for " + report.domain();
        run.journal().add(key);
        try {
            Optional<String> result = switch (place) {
                case ReportPlace.Mail(var address) ->
                    Optional.of(submissions.submit(document.to(address), List.of(address)));
                case ReportPlace.Web target -> post(document, target, run);
            };
            run.say(what + " sent to " + place + result.map(id -> ": " + id).orElse(""));
            return true;
        } catch (IOException e) {
            run.journal().takeBack(key);
            run.say(what + " not sent to " + place + " now: " + Printable.of(String.valueOf(e.getMessage()), 200));
            return false;
        }
    }

    private Optional<String> post(ReportDocument document, ReportPlace.Web place, Run run) throws IOException {
        if (!run.mayPost()) {
            throw new IOException("too many web servers fail");
        }
        run.failedPosts().incrementAndGet();
        WebRequest request = new WebRequest(
                place.host(),
                place.port(),
                place.target(),
                Optional.of(new Body(ReportDocument.TYPE, Bytes.of(document.packed()))));
        WebAnswer answer = web.ask(request, run.settings().web(), MAX_ANSWER);
        if (answer.status() / 100 != 2) {
            throw new IOException("status " + answer.status());
        }
        run.failedPosts().decrementAndGet();
        return Optional.empty();
    }
}
