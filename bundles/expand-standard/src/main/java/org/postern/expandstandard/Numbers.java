package org.postern.expandstandard;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.ExpansionException;

/// Whole numbers as expansions read them: decimal, perhaps with a sign, perhaps with `K`, `M` or `G`.
final class Numbers {
    private static final Pattern FORM = Pattern.compile("([-+]?)(\\d+)([kKmMgG]?)");

    private Numbers() {}

    /// The number that `text` is; 0 for the empty string.
    static long parse(String text) throws ExpansionException {
        String word = text.strip();
        if (word.isEmpty()) {
            return 0;
        }
        Matcher form = FORM.matcher(word);
        if (!form.matches()) {
            throw ExpansionException.error(
                    form.lookingAt()
                            ? "invalid integer \"" + text + "\""
                            : "integer expected but \"" + text + "\" found");
        }
        BigInteger value = new BigInteger(form.group(2)).multiply(BigInteger.valueOf(unit(form.group(3))));
        if (value.bitLength() > 63) {
            throw ExpansionException.error("absolute value of integer \"" + text + "\" is too large (overflow)");
        }
        return form.group(1).equals("-") ? -value.longValue() : value.longValue();
    }

    /// The same as an `int`, in its range.
    static int parseInt(String text) throws ExpansionException {
        return Math.clamp(parse(text), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    static long unit(String letter) {
        return switch (letter.toUpperCase(Locale.ROOT)) {
            case "K" -> 1L << 10;
            case "M" -> 1L << 20;
            case "G" -> 1L << 30;
            default -> 1;
        };
    }
}
