package org.postern.ocsp;

import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.postern.api.MailLog;
import org.postern.ocsp.OcspResult.Status;

/// The response for one certificate, fetched from its responder and renewed at half of its time. What goes
/// wrong costs nothing while the last good one lasts. One thread renews, any may read.
final class Renewal {
    /// The least time between two attempts; the time to the second one after a failure, which doubles with
    /// each further one.
    static final Duration SHORTEST = Duration.ofMinutes(1);
    /// The most time between two attempts after a failure.
    static final Duration LONGEST_RETRY = Duration.ofHours(1);

    private final X509Certificate certificate;
    private final Subject subject;
    private final Responder responder;
    private final Kept kept;
    private final InstantSource clock;
    private volatile State state = new State(Optional.empty(), Optional.empty(), 0, "");
    private volatile Instant asked;

    /// @param certificate the one that the response is for
    /// @param responder whom to ask
    /// @param kept where the last good response is
    Renewal(X509Certificate certificate, Subject subject, Responder responder, Kept kept, InstantSource clock) {
        this.certificate = certificate;
        this.subject = subject;
        this.responder = responder;
        this.kept = kept;
        this.clock = clock;
        this.asked = clock.instant();
    }

    /// What is known now.
    ///
    /// @param good the last good response
    /// @param next when it will be fetched; empty before the first attempt has ended
    /// @param failures how many attempts have failed since
    /// @param error what was wrong with the last attempt; empty if nothing
    record State(Optional<Response> good, Optional<Instant> next, int failures, String error) {}

    X509Certificate certificate() {
        return certificate;
    }

    State state() {
        return state;
    }

    /// The response to staple at the time `now`.
    Optional<Response> current(Instant now) {
        asked = now;
        return state.good().filter(response -> response.problem(now).isEmpty());
    }

    /// Since when nobody has wanted it.
    Instant asked() {
        return asked;
    }

    /// Takes up what was kept before a restart.
    void recall(MailLog log) {
        try {
            kept.read(certificate).ifPresent(this::recall);
        } catch (IOException e) {
            log.main(line("what was kept cannot be read: " + e));
        }
    }

    private void recall(byte[] der) {
        Instant now = clock.instant();
        Response response = Response.verified(der, subject, now);
        if (response.problem(now).isEmpty()) {
            Instant middle = middle(response);
            state = new State(Optional.of(response), Optional.of(middle.isBefore(now) ? now : middle), 0, "");
        }
    }

    /// Fetches a response; the time of the next attempt.
    Instant renew(MailLog log) throws InterruptedException {
        try {
            Response response = fetch();
            keep(response, log);
            state = new State(Optional.of(response), Optional.of(nextAfter(response)), 0, "");
            log.main(line("renewed, until " + response.result().nextUpdate().orElseThrow()));
        } catch (OcspException e) {
            fail(e.reason(), log);
        } catch (RuntimeException e) {
            log.panic(line("not renewed: " + e));
            fail(e.toString(), log);
        }
        return state.next().orElseThrow();
    }

    private Response fetch() throws OcspException, InterruptedException {
        URI address = OcspRequest.responder(certificate)
                .orElseThrow(() -> new OcspException("the certificate names no responder to ask over HTTP"));
        byte[] der = responder.ask(address, OcspRequest.der(subject));
        Instant now = clock.instant();
        Response response = Response.verified(der, subject, now);
        String problem = response.problem(now);
        if (response.result().status() == Status.REVOKED) {
            forget();
        }
        if (!problem.isEmpty()) {
            throw new OcspException(address + ": " + problem);
        }
        return response;
    }

    /// A revoked certificate is not vouched for by what was true before.
    private void forget() throws OcspException {
        state = new State(Optional.empty(), state.next(), state.failures(), state.error());
        try {
            kept.delete(certificate);
        } catch (IOException e) {
            throw new OcspException("revoked, and what was kept cannot be deleted: " + e, e);
        }
    }

    private void keep(Response response, MailLog log) {
        try {
            kept.write(certificate, response.der());
        } catch (IOException e) {
            log.panic(line("cannot be kept for the next start: " + e));
        }
    }

    private void fail(String reason, MailLog log) {
        State before = state;
        int failures = before.failures() + 1;
        Duration pause = SHORTEST.multipliedBy(1L << Math.min(failures - 1, 20));
        Instant next = clock.instant().plus(pause.compareTo(LONGEST_RETRY) < 0 ? pause : LONGEST_RETRY);
        state = new State(before.good(), Optional.of(next), failures, reason);
        if (!before.error().equals(reason)) {
            log.main(line("not renewed: " + reason));
        }
    }

    private Instant nextAfter(Response response) {
        Instant now = clock.instant();
        Instant middle = middle(response);
        Instant end = response.result().nextUpdate().orElseThrow();
        Instant next = middle.isAfter(now)
                ? middle
                : now.plus(Duration.between(now, end).dividedBy(2));
        return next.isAfter(now.plus(SHORTEST)) ? next : now.plus(SHORTEST);
    }

    private static Instant middle(Response response) {
        Instant begin = response.result().thisUpdate().orElseThrow();
        Instant end = response.result().nextUpdate().orElseThrow();
        return begin.plus(Duration.between(begin, end).dividedBy(2));
    }

    private String line(String text) {
        return "OCSP: response for certificate " + subject.serialText() + " " + text;
    }
}
