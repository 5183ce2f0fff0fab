package org.postern.routers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.postern.api.dns.DnsRecord;

/// The order in which the hosts of a service are tried: by priority, and by weighted chance within one (RFC
/// 2782).
///
/// @param random the source of chance
record ServiceOrder(RandomGenerator random) {
    /// The records in the order in which they are to be tried.
    List<DnsRecord.Srv> sort(List<DnsRecord.Srv> records) {
        List<DnsRecord.Srv> left = new ArrayList<>(records);
        left.sort(Comparator.comparingInt(DnsRecord.Srv::priority).thenComparingInt(DnsRecord.Srv::weight));
        List<DnsRecord.Srv> sorted = new ArrayList<>();
        while (!left.isEmpty()) {
            sorted.add(left.remove(next(left)));
        }
        return sorted;
    }

    private int next(List<DnsRecord.Srv> left) {
        int priority = left.getFirst().priority();
        long total = left.stream()
                .filter(record -> record.priority() == priority)
                .mapToLong(DnsRecord.Srv::weight)
                .sum();
        long chosen = random.nextLong(total + 1);
        long passed = 0;
        for (int i = 0; i < left.size(); i++) {
            passed += left.get(i).weight();
            if (passed >= chosen) {
                return i;
            }
        }
        return 0;
    }
}
