package org.postern.spf;

import java.time.InstantSource;
import java.util.Optional;
import org.postern.api.dns.Dns;

/// Evaluates policies (RFC 7208). Knows nothing of ACLs or sessions; safe for any number of threads.
final class SpfEvaluator {
    private final Dns dns;
    private final InstantSource clock;

    SpfEvaluator(Dns dns, InstantSource clock) {
        this.dns = dns;
        this.clock = clock;
    }

    /// Checks by the policy that the domain publishes.
    SpfResult check(SpfRequest request) {
        Trace trace = new Trace();
        return new Evaluation(request, new Lookups(dns, clock, trace), trace).run(Optional.empty());
    }

    /// Checks by `policy`, as if the domain published it.
    SpfResult guess(SpfRequest request, String policy) {
        Trace trace = new Trace();
        return new Evaluation(request, new Lookups(dns, clock, trace), trace).run(Optional.of(policy));
    }

    /// Expands the macros in a text of ours, such as one that tells a client why it was refused.
    String expand(SpfRequest request, String text) throws SpfException {
        Trace trace = new Trace();
        return new Evaluation(request, new Lookups(dns, clock, trace), trace).expand(text, request.domain());
    }
}
