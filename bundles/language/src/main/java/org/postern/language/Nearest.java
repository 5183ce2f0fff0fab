package org.postern.language;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// The known word that an unknown one was probably meant to be.
final class Nearest {
    private static final int LONGEST = 64;

    private Nearest() {}

    /// The suffix of a message, such as `; did you mean accept?`, or the empty string.
    static String hint(String word, Collection<String> known) {
        return to(word, known).map(name -> "; did you mean " + name + "?").orElse("");
    }

    static Optional<String> to(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        int limit = Math.max(1, word.length() / 3);
        record Candidate(String name, int distance) {}
        return known.stream()
                .filter(name -> Math.abs(name.length() - word.length()) <= limit)
                .map(name -> new Candidate(name, distance(word, name)))
                .filter(candidate -> candidate.distance() <= limit && candidate.distance() < word.length())
                .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .map(Candidate::name);
    }

    /// How many letters must be put in, taken out, replaced or swapped.
    private static int distance(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                cost[i][j] = i == 0 ? j : j == 0 ? i : step(cost, from, to, i, j);
            }
        }
        return cost[from.length()][to.length()];
    }

    private static int step(int[][] cost, String from, String to, int i, int j) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int best = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
        best = Math.min(best, cost[i - 1][j - 1] + (same ? 0 : 1));
        boolean swapped =
                i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2) && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
