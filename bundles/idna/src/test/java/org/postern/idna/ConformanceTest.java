package org.postern.idna;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.postern.testkit.Conformance;

/// Unicode's cases for UTS 46 and the vectors of Punycode. `exceptions.tsv` names those that we do not
/// follow, with a reason each; one that we follow after all fails.
@NullMarked
class ConformanceTest {
    private static final Conformance SUITES = Conformance.of(ConformanceTest.class);

    /// Complaints of UseSTD3ASCIIRules, which is not in force: names have underscores.
    private static final Set<String> STD3 = Set.of("U1");

    @AfterAll
    static void print_the_counts() {
        System.out.print(SUITES.counts());
    }

    @TestFactory
    Stream<DynamicTest> uts46_to_ascii() {
        return lines().map(line ->
                test("to-ascii", line.id(), difference(toAscii(line), line.ascii(), line.asciiErrors())));
    }

    @TestFactory
    Stream<DynamicTest> uts46_to_unicode() {
        return lines().map(line ->
                test("to-unicode", line.id(), difference(toUnicode(line), line.unicode(), line.unicodeErrors())));
    }

    private static Stream<IdnaTestLine> lines() {
        return IdnaTestLine.all(SUITES.text("IdnaTestV2.txt", StandardCharsets.UTF_8)).stream();
    }

    private static Optional<String> toAscii(IdnaTestLine line) {
        try {
            return Optional.of(DomainNames.ascii(line.source()));
        } catch (NoSuchNameException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> toUnicode(IdnaTestLine line) {
        try {
            return Optional.of(DomainNames.unicode(line.source()));
        } catch (NoSuchNameException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> difference(Optional<String> got, String wanted, Set<String> errors) {
        Set<String> counted = new HashSet<>(errors);
        counted.removeAll(STD3);
        Optional<String> expected = counted.isEmpty() ? Optional.of(wanted) : Optional.empty();
        return got.equals(expected)
                ? Optional.empty()
                : Optional.of(got.orElse("an error") + " for " + expected.orElse("an error " + counted));
    }

    @TestFactory
    Stream<DynamicTest> punycode() {
        return cases("punycode_tests").map(test -> test("punycode", text(test, "id"), roundTrip(test)));
    }

    @TestFactory
    Stream<DynamicTest> what_has_no_punycode() {
        return cases("bad_punycode_tests").map(test -> test("bad-punycode", text(test, "id"), refused(test)));
    }

    private static Optional<String> roundTrip(JsonObject test) {
        String decoded = text(test, "decoded");
        String encoded = text(test, "encoded");
        Optional<String> back = Punycode.decode(encoded);
        if (!Punycode.encode(decoded).equals(encoded)) {
            return Optional.of("encoded as " + Punycode.encode(decoded) + " in place of " + encoded);
        }
        return back.equals(Optional.of(decoded)) ? Optional.empty() : Optional.of("decoded as " + back);
    }

    /// A label as long as this has no A-label.
    private static Optional<String> refused(JsonObject test) {
        try {
            return Optional.of("taken as " + DomainNames.ascii(text(test, "decoded")));
        } catch (NoSuchNameException e) {
            return Optional.empty();
        }
    }

    private static DynamicTest test(String suite, String id, Optional<String> difference) {
        return DynamicTest.dynamicTest(suite + " " + id, () -> SUITES.judge(suite, id, difference));
    }

    private static Stream<JsonObject> cases(String suite) {
        return SUITES.text(suite + ".jsonl", StandardCharsets.UTF_8)
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject());
    }

    private static String text(JsonObject test, String name) {
        return test.get(name).getAsString();
    }
}
