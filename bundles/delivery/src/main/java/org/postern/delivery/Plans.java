package org.postern.delivery;

import java.lang.ref.WeakReference;
import org.postern.core.Policy;

/// Makes the [Plan] of each configuration once, and keeps none that nobody uses: a plugin that has gone
/// must not be held. Safe for any number of threads.
final class Plans {
    private volatile WeakReference<Plan> newest = new WeakReference<>(null);

    Plan of(Policy policy) {
        Plan known = newest.get();
        if (known != null && known.policy().equals(policy)) {
            return known;
        }
        Plan made = new Plan(policy);
        newest = new WeakReference<>(made);
        return made;
    }
}
