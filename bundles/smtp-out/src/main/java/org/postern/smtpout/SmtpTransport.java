package org.postern.smtpout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Recipient;
import org.postern.api.net.TlsClient;
import org.postern.spi.Callout;
import org.postern.spi.Transport;

/// Hands messages to other hosts, over connections that it keeps for a while. Safe for any number of threads.
final class SmtpTransport implements Transport, AutoCloseable {
    private final Settings settings;
    private final HostResolver resolver;
    private final Dialer dialer;
    private final ConnectionPool pool;

    SmtpTransport(Settings settings, HostResolver resolver, Optional<TlsClient> tls) {
        this.settings = settings;
        this.resolver = resolver;
        this.dialer = new Dialer(settings, tls);
        this.pool = new ConnectionPool(
                Math.clamp(settings.get(SmtpOptions.CONNECTION_MAX_PER_HOST), 1, Integer.MAX_VALUE),
                settings.get(SmtpOptions.CONNECTION_IDLE_TIMEOUT));
    }

    /// How many connections wait for another message.
    int idleConnections() {
        return pool.idle();
    }

    @Override
    public int maxRecipients() {
        long limit = settings.get(SmtpOptions.MAX_RCPT);
        return limit <= 0 ? Integer.MAX_VALUE : Math.clamp(limit, 1, Integer.MAX_VALUE);
    }

    @Override
    public boolean isRemote() {
        return true;
    }

    @Override
    public boolean overridesHosts() {
        return settings.get(SmtpOptions.HOSTS_OVERRIDE);
    }

    @Override
    public Map<Recipient, Status> deliver(Delivery delivery) throws IOException, ExpansionException {
        Map<Recipient, Status> statuses = new LinkedHashMap<>();
        for (List<Recipient> group : groups(delivery.recipients())) {
            statuses.putAll(new HostRun(settings, resolver, dialer, pool, delivery).deliver(group));
        }
        return statuses;
    }

    @Override
    public boolean callout(Callout callout) throws IOException, ExpansionException {
        Dialer patient = dialer.within(callout.connectTimeout(), callout.commandTimeout());
        return new CalloutRun(settings, resolver, patient, callout).run();
    }

    private List<List<Recipient>> groups(List<Recipient> recipients) {
        if (settings.get(SmtpOptions.MULTI_DOMAIN)) {
            return List.of(recipients);
        }
        Map<String, List<Recipient>> byDomain = new LinkedHashMap<>();
        for (Recipient recipient : recipients) {
            byDomain.computeIfAbsent(recipient.address().domain(), _ -> new ArrayList<>())
                    .add(recipient);
        }
        return List.copyOf(byDomain.values());
    }

    @Override
    public void close() {
        pool.close();
    }
}
