package org.postern.mtasts;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postern.mtasts.Observation.Failure;

/// The sessions under one policy, counted. Confined to one thread.
final class PolicyFigures {
    /// More kinds of failures than this are told without where and why.
    static final int MAX_DETAILS = 500;

    private final Map<Failure, Long> failures = new LinkedHashMap<>();
    private final ReportedPolicy policy;
    private long successes;

    PolicyFigures(ReportedPolicy policy) {
        this.policy = policy;
    }

    /// Counts sessions.
    ///
    /// @param inDetail whether a new kind of failure may be told in full
    void add(long count, Observation observation, boolean inDetail) {
        if (observation.failure().isEmpty()) {
            successes += count;
            return;
        }
        Failure failure = observation.failure().get();
        boolean isKnown = failures.containsKey(failure);
        boolean isTold = isKnown || (inDetail && failures.size() < MAX_DETAILS);
        failures.merge(isTold ? failure : failure.alone(), count, Long::sum);
    }

    ReportedPolicy policy() {
        return policy;
    }

    long successes() {
        return successes;
    }

    long failures() {
        return failures.values().stream().mapToLong(count -> count).sum();
    }

    /// The kinds of failures in the order in which they came first.
    List<Map.Entry<Failure, Long>> details() {
        return List.copyOf(failures.entrySet());
    }
}
