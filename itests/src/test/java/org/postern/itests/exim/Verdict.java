package org.postern.itests.exim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// How the answers to the cases of a set compare. A case that differs must stand in
/// `src/test/resources/exim/differences/SET.tsv` with a reason, and one that stands there must differ.
final class Verdict {
    private final String set;
    private final Map<String, String> reasons;
    private final Map<String, String> different = new LinkedHashMap<>();
    private int equal;

    private Verdict(String set, Map<String, String> reasons) {
        this.set = set;
        this.reasons = reasons;
    }

    /// For the cases of a set.
    static Verdict of(String set) throws IOException {
        Path file = Path.of("src/test/resources/exim/differences", set + ".tsv");
        Map<String, String> reasons = new TreeMap<>();
        if (Files.exists(file)) {
            Oracle.text(file).lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                int tab = line.indexOf('\t');
                reasons.put(line.substring(0, tab), line.substring(tab + 1));
            });
        }
        return new Verdict(set, reasons);
    }

    /// Whether only these cases are wanted (`-Dpostern.cases=REGEX`), while one looks for a fault.
    static boolean isWanted(String id) {
        return id.matches(System.getProperty("postern.cases", ".*"));
    }

    /// One case.
    void compare(String id, Object expected, Object answered) {
        if (expected.equals(answered)) {
            equal++;
        } else {
            different.put(id, "expected: " + expected + "\n     got: " + answered);
        }
    }

    /// What must hold of the set as a whole.
    void check() {
        Set<String> unexplained = new TreeSet<>(different.keySet());
        unexplained.removeAll(reasons.keySet());
        unexplained.forEach(id -> System.out.println(set + " " + id + "\n" + different.get(id)));
        System.out.printf(
                "%s: %d equal, %d different, %d of them unexplained%n",
                set, equal, different.size(), unexplained.size());
        Set<String> stale = new TreeSet<>(reasons.keySet());
        stale.removeAll(different.keySet());
        assertThat(unexplained)
                .as("cases of %s that differ without a reason", set)
                .isEmpty();
        if (System.getProperty("postern.cases") == null) {
            assertThat(stale)
                    .as("cases of %s that are listed but do not differ", set)
                    .isEmpty();
        }
    }
}
