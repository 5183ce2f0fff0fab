package org.postern.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The conformance suites of a test, which are its resources under `/conformance`. The cases that are not
/// followed stand in `exceptions.tsv` there, a line each: suite, case, reason. A case in the list must still
/// differ, every other must not. Used by one thread.
public final class Conformance {
    private final Class<?> test;
    private final Map<String, String> exceptions = new HashMap<>();
    private final Map<String, int[]> counts = new TreeMap<>();

    private Conformance(Class<?> test) {
        this.test = test;
    }

    /// The suites among the resources of a test.
    public static Conformance of(Class<?> test) {
        Conformance suites = new Conformance(test);
        suites.text("exceptions.tsv", StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    String[] fields = line.split("\t", 3);
                    suites.exceptions.put(name(fields[0], fields[1]), fields[2]);
                });
        return suites;
    }

    private static String name(String suite, String id) {
        return suite + " " + id;
    }

    /// A file of the suites.
    public byte[] bytes(String file) {
        try (InputStream in = test.getResourceAsStream("/conformance/" + file)) {
            if (in == null) {
                throw new IOException("no such resource");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    /// A file of the suites as text.
    public String text(String file, Charset charset) {
        return new String(bytes(file), charset);
    }

    /// Whether a case is one of those that are not followed.
    public boolean isExcepted(String suite, String id) {
        return exceptions.containsKey(name(suite, id));
    }

    /// Judges a case by how what came out differs from what the suite says; empty if it does not.
    public void judge(String suite, String id, Optional<String> difference) {
        judge(suite, suite, id, difference);
    }

    /// The same, counted under a name of its own, such as a part of the suite.
    public void judge(String counted, String suite, String id, Optional<String> difference) {
        boolean excepted = isExcepted(suite, id);
        if (excepted && difference.isEmpty()) {
            throw new AssertionError(name(suite, id) + " is no longer an exception: remove it from the list");
        }
        if (!excepted && difference.isPresent()) {
            throw new AssertionError(name(suite, id) + ": " + difference.get());
        }
        counts.computeIfAbsent(counted, _ -> new int[2])[excepted ? 1 : 0]++;
    }

    /// Counts a case that has passed and is no one's exception.
    public void passed(String counted) {
        counts.computeIfAbsent(counted, _ -> new int[2])[0]++;
    }

    /// How many cases of each suite have passed and how many are excepted, a line each.
    public String counts() {
        StringBuilder text = new StringBuilder();
        counts.forEach((suite, count) -> text.append("conformance ")
                .append(suite)
                .append(": ")
                .append(count[0])
                .append(" passed, ")
                .append(count[1])
                .append(" excepted\n"));
        return text.toString();
    }
}
