package org.postern.dmarc;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A public suffix list, in the format of publicsuffix.org: below which names domains are registered.
/// Immutable.
final class SuffixList {
    private static final int MAX_RULES = 200_000;

    /// What a rule does with the names that it fits.
    private enum Kind {
        /// The name is a suffix.
        SUFFIX,
        /// Every name one label below is a suffix (`*.`).
        WILDCARD,
        /// The name is none, though a wildcard has it (`!`).
        EXCEPTION
    }

    /// By name; one name may have a suffix rule and a wildcard, so these are in two maps.
    private final Map<String, Kind> rules;

    private final Map<String, Kind> wildcards;

    private SuffixList(Map<String, Kind> rules, Map<String, Kind> wildcards) {
        this.rules = Map.copyOf(rules);
        this.wildcards = Map.copyOf(wildcards);
    }

    /// Reads a list; a byte in each `char`. Lines that are no rules are passed over.
    static SuffixList parse(Stream<String> lines) {
        Map<String, Kind> rules = new HashMap<>();
        Map<String, Kind> wildcards = new HashMap<>();
        lines.map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("//"))
                .limit(MAX_RULES)
                .map(line -> line.split("\\s", 2)[0])
                .forEach(rule -> add(rule, rules, wildcards));
        return new SuffixList(rules, wildcards);
    }

    private static void add(String rule, Map<String, Kind> rules, Map<String, Kind> wildcards) {
        if (rule.startsWith("!")) {
            DomainNames.of(rule.substring(1)).ifPresent(name -> rules.put(name, Kind.EXCEPTION));
        } else if (rule.startsWith("*.")) {
            DomainNames.of(rule.substring(2)).ifPresent(name -> wildcards.put(name, Kind.WILDCARD));
        } else {
            DomainNames.of(rule).ifPresent(name -> rules.putIfAbsent(name, Kind.SUFFIX));
        }
    }

    boolean isEmpty() {
        return rules.isEmpty();
    }

    /// The domain that was registered, one label below the longest suffix; empty for a suffix itself. Where
    /// no rule fits, the last label is the suffix.
    Optional<String> registrable(String name) {
        int labels = DomainNames.labels(name);
        int suffix = suffixLabels(name, labels);
        return labels > suffix ? Optional.of(DomainNames.last(name, suffix + 1)) : Optional.empty();
    }

    private int suffixLabels(String name, int labels) {
        for (int count = labels; count > 0; count--) {
            String tail = DomainNames.last(name, count);
            Optional<Kind> rule = Optional.ofNullable(rules.get(tail));
            if (rule.isPresent()) {
                return rule.get() == Kind.EXCEPTION ? count - 1 : count;
            }
            if (count > 1 && wildcards.containsKey(DomainNames.last(name, count - 1))) {
                return count;
            }
        }
        return 1;
    }
}
