package org.postern.ocsp;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.postern.api.MailLog;

/// The responses for the certificates of this server: from files, or fetched. Those that are fetched are kept
/// in `HOME/ocsp`; where a configuration is only tried (`postern.mode` is not `run`) nothing is fetched. Safe
/// for any number of threads.
@Component(service = ServedResponses.class)
public final class ServedResponses {
    private static final int MOST = 1024;

    private final ResponseFiles files = new ResponseFiles();
    private final Map<X509Certificate, Response> fromFiles = new ConcurrentHashMap<>();
    private final Map<List<X509Certificate>, Optional<Subject>> subjects = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final Optional<HttpResponder> http;
    private final Optional<Kept> kept;
    private final Optional<Responder> responder;
    private volatile Optional<Renewals> renewals = Optional.empty();

    /// Keeps them under the server's home.
    @Activate
    public ServedResponses(BundleContext bundle) {
        this.kept = directory(bundle).map(Kept::new);
        this.http = kept.map(_ -> new HttpResponder(Responder.LIMIT));
        this.responder = http.map(client -> client);
        this.clock = InstantSource.system();
    }

    /// Keeps them in `directory`, or fetches none.
    ServedResponses(Optional<Path> directory, Responder responder, InstantSource clock) {
        this.kept = directory.map(Kept::new);
        this.http = Optional.empty();
        this.responder = Optional.of(responder);
        this.clock = clock;
    }

    /// None, but what is in files.
    public static ServedResponses ofFiles() {
        return new ServedResponses(
                Optional.empty(),
                (address, _) -> {
                    throw new OcspException(address + ": nothing is fetched here");
                },
                InstantSource.system());
    }

    private static Optional<Path> directory(BundleContext bundle) {
        boolean runs = Optional.ofNullable(bundle.getProperty("postern.mode"))
                .orElse("run")
                .equals("run");
        return Optional.ofNullable(bundle.getProperty("postern.home"))
                .filter(_ -> runs)
                .map(home -> Path.of(home).resolve("ocsp"));
    }

    /// Under the configuration of now responses are fetched, or not. What was seen in files is forgotten.
    synchronized void fetch(boolean wanted) {
        fromFiles.clear();
        if (!wanted) {
            Optional<Renewals> ended = renewals;
            renewals = Optional.empty();
            ended.ifPresent(Renewals::close);
        } else if (renewals.isEmpty() && kept.isPresent() && responder.isPresent()) {
            renewals = Optional.of(new Renewals(responder.get(), kept.get(), clock));
        }
    }

    /// The response for the first certificate of a chain: from a file if there is one.
    Optional<Response> find(List<X509Certificate> chain, List<ResponseFile> named, Instant now, MailLog log) {
        if (named.isEmpty() && renewals.isEmpty()) {
            return Optional.empty();
        }
        Optional<Subject> subject = subject(chain);
        if (subject.isEmpty()) {
            return Optional.empty();
        }
        Optional<Response> found = named.isEmpty() ? Optional.empty() : files.find(named, subject.get(), now, log);
        note(chain.getFirst(), found);
        return found.isPresent() ? found : renewals.flatMap(known -> known.find(chain.getFirst(), subject.get(), log));
    }

    /// Verifies a chain once.
    private Optional<Subject> subject(List<X509Certificate> chain) {
        if (subjects.size() >= MOST) {
            subjects.clear();
        }
        return subjects.computeIfAbsent(chain, Subject::of);
    }

    private void note(X509Certificate certificate, Optional<Response> found) {
        if (found.isEmpty()) {
            fromFiles.remove(certificate);
        } else {
            if (fromFiles.size() >= MOST) {
                fromFiles.clear();
            }
            fromFiles.put(certificate, found.get());
        }
    }

    /// What there is for each certificate, a few lines each.
    List<String> describe() {
        List<String> lines = new ArrayList<>();
        fromFiles.forEach((certificate, response) -> {
            lines.add(name(certificate));
            lines.addAll(times(Optional.of(response), "in a file"));
        });
        renewals.stream().flatMap(known -> known.all().stream()).forEach(renewal -> {
            Renewal.State state = renewal.state();
            lines.add(name(renewal.certificate()));
            lines.addAll(times(state.good(), "fetched"));
            lines.add("  next fetch: " + state.next().map(Instant::toString).orElse("now"));
            lines.add("  last error: " + (state.error().isEmpty() ? "none" : state.error()));
        });
        return lines.isEmpty() ? List.of("no certificate has a response, and none is being fetched") : lines;
    }

    private List<String> times(Optional<Response> response, String source) {
        Instant now = clock.instant();
        Optional<OcspResult> result = response.map(Response::result);
        boolean over = result.flatMap(OcspResult::nextUpdate)
                .filter(end -> !now.isBefore(end))
                .isPresent();
        String status =
                result.map(known -> known.status().label() + ", " + source).orElse("none");
        return List.of(
                "  state: " + (over ? "stale, " + source : status),
                "  this update: " + text(result.flatMap(OcspResult::thisUpdate)),
                "  next update: " + text(result.flatMap(OcspResult::nextUpdate)));
    }

    private static String text(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse("-");
    }

    private static String name(X509Certificate certificate) {
        return "certificate " + certificate.getSerialNumber().toString(16).toUpperCase(java.util.Locale.ROOT) + " of "
                + certificate.getSubjectX500Principal();
    }

    /// Ends what is under way.
    @Deactivate
    public void close() {
        fetch(false);
        http.ifPresent(HttpResponder::close);
    }
}
