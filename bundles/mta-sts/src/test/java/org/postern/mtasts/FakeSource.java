package org.postern.mtasts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.postern.api.net.TlsFault;
import org.postern.mtasts.PolicyDiscovery.PolicySource;

/// Web servers with policies, that count who fetches them. Guarded by itself.
@NullMarked
final class FakeSource implements PolicySource {
    private final Map<String, String> policies = new HashMap<>();
    private final List<String> fetched = new ArrayList<>();
    private final BlockingQueue<String> arrivals = new LinkedBlockingQueue<>();
    private CountDownLatch gate = new CountDownLatch(0);

    synchronized FakeSource serve(String domain, String policy) {
        policies.put(domain, policy);
        return this;
    }

    synchronized void remove(String domain) {
        policies.remove(domain);
    }

    /// Lets every fetch wait until `gate` opens.
    synchronized void waitFor(CountDownLatch other) {
        gate = other;
    }

    synchronized List<String> fetched() {
        return List.copyOf(fetched);
    }

    /// Waits until somebody begins to fetch.
    String awaitFetch() throws InterruptedException {
        String domain = arrivals.poll(20, TimeUnit.SECONDS);
        return domain == null ? "nobody" : domain;
    }

    @Override
    public StsPolicy fetch(String domain) throws StsException {
        CountDownLatch current;
        synchronized (this) {
            current = gate;
            fetched.add(domain);
        }
        arrivals.add(domain);
        try {
            current.await();
        } catch (InterruptedException _) {
            throw new StsException(TlsFault.STS_POLICY_FETCH_ERROR, "interrupted");
        }
        return policy(domain);
    }

    private synchronized StsPolicy policy(String domain) throws StsException {
        if (!policies.containsKey(domain)) {
            throw new StsException(TlsFault.STS_POLICY_FETCH_ERROR, "status 404");
        }
        return StsPolicyParser.parse(policies.getOrDefault(domain, ""));
    }
}
