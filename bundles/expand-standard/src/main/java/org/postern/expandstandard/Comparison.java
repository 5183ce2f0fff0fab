package org.postern.expandstandard;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// The conditions that compare two strings or two numbers.
///
/// @param name as in `${if name{a}{b}}`
/// @param kind what is compared
/// @param holds for which results of the comparison it holds
record Comparison(String name, Kind kind, IntPredicate holds) {
    /// What is compared.
    enum Kind {
        /// Strings, byte by byte.
        CASEFUL,
        /// Strings, ASCII letters in any case.
        CASELESS,
        /// Numbers.
        NUMERIC
    }

    static List<Comparison> all() {
        List<Comparison> all = new ArrayList<>();
        Map<String, IntPredicate> words = Map.of(
                "lt", order -> order < 0,
                "le", order -> order <= 0,
                "gt", order -> order > 0,
                "ge", order -> order >= 0);
        words.forEach((word, holds) -> {
            all.add(new Comparison(word, Kind.CASEFUL, holds));
            all.add(new Comparison(word + "i", Kind.CASELESS, holds));
        });
        Map<String, IntPredicate> signs = Map.of(
                "=", order -> order == 0,
                "==", order -> order == 0,
                "<", order -> order < 0,
                "<=", order -> order <= 0,
                ">", order -> order > 0,
                ">=", order -> order >= 0);
        signs.forEach((sign, holds) -> all.add(new Comparison(sign, Kind.NUMERIC, holds)));
        return List.copyOf(all);
    }

    Test test() {
        return new Test(name, 2, (arguments, _) -> {
            Text left = arguments.expand(0);
            Text right = arguments.expand(1);
            return holds.test(compare(left.value(), right.value()));
        });
    }

    /// The order for which this comparison stands, for sorting; empty for equality, which is none.
    Optional<Comparator<String>> order() {
        return switch (name.replaceFirst("i$", "")) {
            case "lt", "le", "<", "<=" -> Optional.of(this::unchecked);
            case "gt", "ge", ">", ">=" -> Optional.of(Collections.reverseOrder(this::unchecked));
            default -> Optional.empty();
        };
    }

    /// Reads `text` as this comparison would, to find out whether it can.
    void check(String text) throws ExpansionException {
        if (kind == Kind.NUMERIC) {
            Numbers.parse(text);
        }
    }

    private int unchecked(String left, String right) {
        try {
            return compare(left, right);
        } catch (ExpansionException e) {
            throw new IllegalStateException(e); // check() has read both
        }
    }

    private int compare(String left, String right) throws ExpansionException {
        return switch (kind) {
            case CASEFUL -> left.compareTo(right);
            case CASELESS -> TextOperators.lower(left).compareTo(TextOperators.lower(right));
            case NUMERIC -> Long.compare(Numbers.parse(left), Numbers.parse(right));
        };
    }
}
