package org.postern.delivery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Header;
import org.postern.api.mail.Host;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Recipient;
import org.postern.spi.Transport;

/// A transport that keeps what it is given, and fails where it is told to.
final class FakeTransport implements Transport {
    private final List<Run> runs = new ArrayList<>();
    private final Map<String, Status> statuses = new HashMap<>();
    private Optional<RuntimeException> thrown = Optional.empty();
    private int max = 1;
    private boolean remote;

    /// One run: to whom, from whom, what.
    record Run(List<String> recipients, List<Host> hosts, String returnPath, String header, String body) {}

    FakeTransport max(int recipients) {
        max = recipients;
        return this;
    }

    FakeTransport remote() {
        remote = true;
        return this;
    }

    @Override
    public boolean isRemote() {
        return remote;
    }

    synchronized FakeTransport status(String recipient, Status status) {
        statuses.put(recipient, status);
        return this;
    }

    synchronized FakeTransport works() {
        statuses.clear();
        thrown = Optional.empty();
        return this;
    }

    synchronized FakeTransport throwing(RuntimeException fault) {
        thrown = Optional.of(fault);
        return this;
    }

    static Status deferred(String message) {
        return new Status.Deferred(Problem.local(message));
    }

    static Status hostDown(Host host) {
        return new Status.Deferred(new Problem("Connection refused", Optional.of(host), Optional.empty(), true));
    }

    synchronized List<Run> runs() {
        return List.copyOf(runs);
    }

    /// Every recipient to whom the message was delivered, once for each time.
    synchronized List<String> delivered() {
        return runs.stream()
                .flatMap(run -> run.recipients().stream())
                .filter(recipient -> !statuses.containsKey(recipient))
                .toList();
    }

    @Override
    public int maxRecipients() {
        return max;
    }

    @Override
    public synchronized Map<Recipient, Status> deliver(Delivery delivery) throws IOException, ExpansionException {
        if (thrown.isPresent()) {
            throw thrown.get();
        }
        Outgoing outgoing = delivery.outgoing();
        StringBuilder header = new StringBuilder();
        outgoing.headers().stream().map(Header::text).forEach(header::append);
        runs.add(new Run(
                delivery.recipients().stream()
                        .map(recipient -> recipient.address().toString())
                        .toList(),
                delivery.hosts(),
                outgoing.returnPath().toString(),
                header.toString(),
                FakeSpool.text(outgoing.body())));
        Map<Recipient, Status> result = new LinkedHashMap<>();
        for (Recipient recipient : delivery.recipients()) {
            Optional<Host> host = delivery.hosts().stream().findFirst();
            result.put(
                    recipient,
                    statuses.getOrDefault(
                            recipient.address().toString(),
                            new Status.Delivered(host, host.isPresent() ? "C=\"250 OK\"" : "")));
        }
        return result;
    }
}
