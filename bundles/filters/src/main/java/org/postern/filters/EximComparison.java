package org.postern.filters;

import java.util.Locale;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.OptionTypes;

/// A comparison of two strings in an Exim filter. Without `caseful`, the case of letters does not count.
///
/// @param left the first string
/// @param operator how they are compared
/// @param caseful whether the case of letters counts
/// @param right the second string
/// @param memo the regular expression that the second string is
record EximComparison(FilterString left, Operator operator, boolean caseful, FilterString right, RegexMemo memo)
        implements EximCondition {
    /// How strings are compared.
    enum Operator {
        ABOVE,
        BELOW,
        BEGINS,
        CONTAINS,
        ENDS,
        IS,
        MATCHES;

        /// The operator of a word, with or without its final `s`, in lower case or all in upper case.
        static Optional<Operator> of(String word) {
            return switch (word) {
                case "above" -> Optional.of(ABOVE);
                case "below" -> Optional.of(BELOW);
                case "begin", "begins", "BEGIN", "BEGINS" -> Optional.of(BEGINS);
                case "contain", "contains", "CONTAIN", "CONTAINS" -> Optional.of(CONTAINS);
                case "end", "ends", "END", "ENDS" -> Optional.of(ENDS);
                case "is", "IS" -> Optional.of(IS);
                case "match", "matches", "MATCH", "MATCHES" -> Optional.of(MATCHES);
                default -> Optional.empty();
            };
        }
    }

    @Override
    public boolean holds(EximRun run) throws FilterFault {
        Text first = left.expand(run.context(), "filter file");
        Text second = right.expand(run.context(), "filter file");
        String a = caseful ? first.value() : lower(first.value());
        String b = caseful ? second.value() : lower(second.value());
        return switch (operator) {
            case ABOVE -> number(first.value()) > number(second.value());
            case BELOW -> number(first.value()) < number(second.value());
            case BEGINS -> a.startsWith(b);
            case CONTAINS -> a.contains(b);
            case ENDS -> a.endsWith(b);
            case IS -> a.equals(b);
            case MATCHES -> matches(first, second, run);
        };
    }

    private boolean matches(Text subject, Text pattern, EximRun run) throws FilterFault {
        if (pattern.tainted()) {
            throw new FilterFault("attempt to use tainted regular expression \"" + pattern + "\" in filter file");
        }
        try {
            return memo.get(pattern.value(), !caseful, run.scope().compiler()).find(subject, run.context());
        } catch (ConfigException e) {
            throw new FilterFault("error while compiling regular expression \"" + pattern + "\": " + e.getMessage());
        } catch (ExpansionException e) {
            throw new FilterFault("regular expression \"" + pattern + "\": " + e.getMessage());
        }
    }

    private static long number(String text) throws FilterFault {
        try {
            return OptionTypes.number(text);
        } catch (ConfigException _) {
            throw new FilterFault("malformed numerical string \"" + text + "\"");
        }
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
