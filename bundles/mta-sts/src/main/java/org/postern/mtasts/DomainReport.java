package org.postern.mtasts;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postern.reports.Segment;

/// What one domain is told about one period. Confined to one thread.
final class DomainReport {
    private static final int MAX_POLICIES = 100;

    /// All reports of a period together must fit into memory.
    private static final int MAX_DOMAINS = 10_000;

    private static final int MAX_POLICIES_IN_ALL = 20_000;
    private static final int MAX_DETAILS_IN_ALL = 50_000;

    private final Map<ReportedPolicy, PolicyFigures> policies = new LinkedHashMap<>();
    private final String domain;
    private final Instant begin;
    private final Instant end;

    DomainReport(String domain, Instant begin, Instant end) {
        this.domain = domain;
        this.begin = begin;
        this.end = end;
    }

    /// How much there is of all reports together. Confined to one thread.
    private static final class Room {
        private int policies;
        private int details;
    }

    /// The reports of a file of observations, by domain.
    static List<DomainReport> of(Path file, Instant begin, Instant end) throws IOException {
        Map<String, DomainReport> reports = new TreeMap<>();
        Room room = new Room();
        Segment.read(file, Observation::parse, counted -> {
            String domain = counted.observation().policy().domain();
            if (reports.size() < MAX_DOMAINS || reports.containsKey(domain)) {
                reports.computeIfAbsent(domain, name -> new DomainReport(name, begin, end))
                        .add(counted, room);
            }
        });
        return List.copyOf(reports.values());
    }

    /// Counts sessions. Under one policy more than there is room for they are left out: no domain has so many
    /// in a day by itself.
    private void add(Observation.Counted counted, Room room) {
        ReportedPolicy policy = counted.observation().policy();
        boolean isKnown = policies.containsKey(policy);
        if (!isKnown && (policies.size() >= MAX_POLICIES || room.policies >= MAX_POLICIES_IN_ALL)) {
            return;
        }
        room.policies += isKnown ? 0 : 1;
        PolicyFigures figures = policies.computeIfAbsent(policy, PolicyFigures::new);
        int before = figures.details().size();
        figures.add(counted.count(), counted.observation(), room.details < MAX_DETAILS_IN_ALL);
        room.details += figures.details().size() - before;
    }

    /// Whose policies they are.
    String domain() {
        return domain;
    }

    Instant begin() {
        return begin;
    }

    /// The first moment that is not in the period.
    Instant end() {
        return end;
    }

    /// The last second of the period.
    Instant last() {
        return end.minusSeconds(1);
    }

    /// In the order in which they came first.
    List<PolicyFigures> policies() {
        return List.copyOf(policies.values());
    }

    /// Unique among the reports to the domain.
    String id(String reporter) {
        return begin.getEpochSecond() + "." + end.getEpochSecond() + "." + domain + "@" + reporter;
    }

    /// The figures in words, for people.
    String summary() {
        long good =
                policies.values().stream().mapToLong(PolicyFigures::successes).sum();
        long bad = policies.values().stream().mapToLong(PolicyFigures::failures).sum();
        return good + " sessions with TLS as it should be, " + bad + " without";
    }
}
