package org.postern.mtasts;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.postern.api.Context;
import org.postern.api.MailLog;
import org.postern.api.dns.Dns;
import org.postern.api.hints.HintsStore;

/// The MTA-STS policies of other domains, as the configuration in force has them looked for. Safe for any
/// number of threads.
@Component(service = MtaSts.class)
public final class MtaSts {
    private static final WebSettings DEFAULTS = new WebSettings(Duration.ofMinutes(1), 443, "system");

    private static final Duration INTERVAL = Duration.ofHours(1);

    private final PolicyDiscovery discovery;
    private final TlsReporting reporting;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile WebSettings settings = DEFAULTS;
    private volatile Optional<MailLog> log = Optional.empty();

    /// With the resolver, the store of the policies, and who reports what goes wrong.
    @Activate
    public MtaSts(@Reference Dns dns, @Reference HintsStore hints, @Reference TlsReporting reporting) {
        this(dns, hints, reporting, InstantSource.system());
        Thread.ofVirtual().name("mta-sts-refresh").start(this::refresh);
    }

    MtaSts(Dns dns, HintsStore hints, TlsReporting reporting, InstantSource clock) {
        this.reporting = reporting;
        PolicyFetch fetch = new PolicyFetch(new WebClient(dns));
        this.discovery = new PolicyDiscovery(
                dns,
                new PolicyCache(hints),
                domain -> fetch.fetch(domain, settings),
                () -> settings.limit(),
                this::failed,
                clock);
    }

    private void refresh() {
        try {
            while (!stopped.await(INTERVAL.toMinutes(), TimeUnit.MINUTES)) {
                refreshNow();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void refreshNow() {
        try {
            discovery.refresh();
        } catch (IOException | RuntimeException e) { // whatever it is, the next hour is to come
            log.ifPresent(known -> known.panic("MTA-STS policies cannot be refreshed now: " + e));
        }
    }

    /// Takes over what the configuration says.
    void configured(Context context) {
        settings = WebSettings.of(context);
        log = Optional.of(context.log());
    }

    PolicyDiscovery discovery() {
        return discovery;
    }

    private void failed(String domain, StsException cause) {
        log.ifPresent(known -> known.main("MTA-STS policy of " + domain + " not to be had: " + cause.reason()));
        reporting.collect(Observation.ofFetch(domain, cause));
    }

    /// Ends what is under way.
    @Deactivate
    public void close() {
        stopped.countDown();
        discovery.close();
    }
}
