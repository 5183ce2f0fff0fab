package org.postern.expandstandard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.api.ExpansionException;
import org.postern.testkit.TestContext;

/// Compares with what Exim 4.99 answers: `exim-answers.tsv` has a case a line, of the cases recorded for
/// this project those whose words this bundle contributes.
class EximAnswersTest {
    private static final ExpandStandardPlugin PLUGIN = new ExpandStandardPlugin(
            new Machine("mta.oracle.example", "1.0", 42, Machine.Owner.ROOT, ZoneOffset.UTC, Map.of("OADD", "added", "OTEST", "envval")),
            new Random(1));

    /// A case.
    ///
    /// @param id of the case
    /// @param fails whether the expansion fails
    /// @param input what is expanded
    /// @param expected what comes out, or the message of the failure
    record Case(String id, boolean fails, String input, String expected) {
        @Override
        public String toString() {
            return id + " " + input;
        }
    }

    static Stream<Case> cases() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(EximAnswersTest.class.getResourceAsStream("/exim-answers.tsv")),
                StandardCharsets.ISO_8859_1))) {
            return lines.lines().toList().stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(EximAnswersTest::parse);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Case parse(String line) {
        List<String> fields = List.of(line.split("\t", -1));
        return new Case(fields.get(0), fields.get(1).equals("fail"), unescape(fields.get(2)), unescape(fields.get(3)));
    }

    private static String unescape(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            c = text.charAt(++i);
            if (c == 'x') {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                plain.append(c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c);
            }
        }
        return plain.toString();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void answers_as_exim(Case given, @TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("three.txt"), "first line\nsecond line\nthird");
        MiniLanguage language = new MiniLanguage(PLUGIN.contributions(), TestContext.create());
        String answer;
        boolean failed = false;
        try {
            answer = language.expand(given.input().replace("@XDIR@", directory.toString()))
                    .value();
        } catch (ExpansionException e) {
            failed = true;
            answer = "Failed: " + e.getMessage();
        }
        assertThat(answer).isEqualTo(given.expected().replace("@XDIR@", directory.toString()));
        assertThat(failed).isEqualTo(given.fails());
    }
}
