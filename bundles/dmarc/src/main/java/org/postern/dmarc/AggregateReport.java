package org.postern.dmarc;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.postern.dmarc.Observation.Row;
import org.postern.reports.Segment;

/// What one domain is told about one period: how many messages there were of each kind. Confined to one
/// thread.
final class AggregateReport {
    /// More kinds of messages than this are counted together as left out.
    static final int MAX_ROWS = 10_000;

    /// The same for all reports of a period together, and for domains: they must fit into memory.
    private static final int MAX_ROWS_IN_ALL = 50_000;

    private static final int MAX_DOMAINS = 10_000;

    private final Map<Row, Long> rows = new LinkedHashMap<>();
    private final String domain;
    private final Instant begin;
    private final Instant end;
    private Optional<PolicyRecord> policy = Optional.empty();
    private String method = "";
    private long leftOut;

    AggregateReport(String domain, Instant begin, Instant end) {
        this.domain = domain;
        this.begin = begin;
        this.end = end;
    }

    /// The reports of a file of observations, by domain.
    static List<AggregateReport> of(Path file, Instant begin, Instant end) throws IOException {
        Map<String, AggregateReport> reports = new TreeMap<>();
        AtomicInteger rowsInAll = new AtomicInteger();
        Segment.read(file, Observation::parse, observation -> {
            String domain = observation.policyDomain();
            if (reports.size() < MAX_DOMAINS || reports.containsKey(domain)) {
                AggregateReport report = reports.computeIfAbsent(domain, name -> new AggregateReport(name, begin, end));
                int before = report.rows.size();
                report.add(observation, rowsInAll.get() < MAX_ROWS_IN_ALL);
                rowsInAll.addAndGet(report.rows.size() - before);
            }
        });
        return reports.values().stream()
                .filter(report -> !report.rows.isEmpty())
                .toList();
    }

    /// Counts a message.
    void add(Observation observation) {
        add(observation, true);
    }

    /// Counts a message. The policy that was seen last is the one that the report shows (RFC 9990, 3.3).
    ///
    /// @param mayGrow whether there may be another row
    private void add(Observation observation, boolean mayGrow) {
        if (!policy.map(PolicyRecord::text).equals(Optional.of(observation.policy()))) {
            policy = PolicyRecord.parse(observation.policy()).or(() -> policy);
        }
        method = observation.method();
        if ((mayGrow && rows.size() < MAX_ROWS) || rows.containsKey(observation.row())) {
            rows.merge(observation.row(), 1L, Long::sum);
        } else {
            leftOut++;
        }
    }

    /// Whose policy it is.
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

    Optional<PolicyRecord> policy() {
        return policy;
    }

    String method() {
        return method;
    }

    /// The rows in the order in which they came first.
    List<Map.Entry<Row, Long>> ordered() {
        return List.copyOf(rows.entrySet());
    }

    long messages() {
        return leftOut + rows.values().stream().mapToLong(count -> count).sum();
    }

    /// How many messages are not in the rows.
    long leftOut() {
        return leftOut;
    }

    /// Unique among the reports to the domain (RFC 9990, 3.5.1).
    String id(String reporter) {
        return begin.getEpochSecond() + "." + end.getEpochSecond() + "." + domain + "@" + reporter;
    }
}
