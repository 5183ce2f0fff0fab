package org.postern.itests.exim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// How the answers to the cases of a set compare. A case that is meant to differ stands in
/// `differences/SET.tsv` of the test resources with its reason, and must differ. One that differs because
/// something is still missing or wrong stands in `open/SET.txt` until it is mended; no other may differ.
/// `-Dpostern.update=true` writes the open cases anew, `-Dpostern.cases=REGEX` shows each that differs.
final class Verdict {
    private static final Path LISTS = Path.of("src/test/resources/exim");
    private static final String HEAD =
            "# Cases that still differ from what Exim answers: to be mended, or given a reason\n";

    private final String set;
    private final Map<String, String> reasons;
    private final Set<String> open;
    private final Map<String, String> different = new LinkedHashMap<>();
    private int equal;

    private Verdict(String set, Map<String, String> reasons, Set<String> open) {
        this.set = set;
        this.reasons = reasons;
        this.open = open;
    }

    /// For the cases of a set.
    static Verdict of(String set) throws IOException {
        Map<String, String> reasons = new TreeMap<>();
        for (String line : lines(LISTS.resolve("differences/" + set + ".tsv"))) {
            int tab = line.indexOf('\t');
            reasons.put(line.substring(0, tab), line.substring(tab + 1));
        }
        return new Verdict(set, reasons, new TreeSet<>(lines(openList(set))));
    }

    private static Path openList(String set) {
        return LISTS.resolve("open/" + set + ".txt");
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file)
                ? Oracle.text(file)
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .toList()
                : List.of();
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
    void check() throws IOException {
        Set<String> unexplained = new TreeSet<>(different.keySet());
        unexplained.removeAll(reasons.keySet());
        if (Boolean.getBoolean("postern.update") && !(unexplained.isEmpty() && open.isEmpty())) {
            Files.writeString(openList(set), HEAD + String.join("\n", unexplained) + "\n", StandardCharsets.ISO_8859_1);
        }
        Set<String> worse = new TreeSet<>(unexplained);
        worse.removeAll(open);
        unexplained.stream()
                .filter(id -> System.getProperty("postern.cases") != null || worse.contains(id))
                .forEach(id -> System.out.println(set + " " + id + "\n" + different.get(id)));
        System.out.printf(
                "%s: %d equal, %d different, of these %d with a reason and %d open%n",
                set, equal, different.size(), different.size() - unexplained.size(), unexplained.size());
        if (System.getProperty("postern.cases") == null) {
            Set<String> stale = new TreeSet<>(reasons.keySet());
            stale.removeAll(different.keySet());
            assertThat(stale)
                    .as("cases of %s that are listed but do not differ", set)
                    .isEmpty();
        }
        assertThat(worse)
                .as("cases of %s that differ without a reason and are not open", set)
                .isEmpty();
    }
}
