package org.postern.expandstandard;

import org.postern.api.ExpansionException;

/// Evaluates arithmetic, for `${eval:...}` and `${eval10:...}`. From the tightest: unary `+ - ~`; `* / %`;
/// `+ -`; `<< >>`; `&`; `^`; `|`. 64 bits with a sign; sums and differences that do not fit are errors.
final class Evaluation {
    private static final int MAX_DEPTH = 200;

    private final String text;
    private final boolean decimal;
    private int position;
    private int depth;

    private Evaluation(String text, boolean decimal) {
        this.text = text;
        this.decimal = decimal;
    }

    /// The value of `text`. Unless `decimal`, a number that begins with `0` is octal, with `0x` hexadecimal.
    static long of(String text, boolean decimal) throws ExpansionException {
        Evaluation evaluation = new Evaluation(text, decimal);
        long value = evaluation.or();
        evaluation.skip();
        if (evaluation.position < text.length()) {
            throw evaluation.error("expecting operator");
        }
        return value;
    }

    private long or() throws ExpansionException {
        long value = xor();
        while (take("|")) {
            value |= xor();
        }
        return value;
    }

    private long xor() throws ExpansionException {
        long value = and();
        while (take("^")) {
            value ^= and();
        }
        return value;
    }

    private long and() throws ExpansionException {
        long value = shift();
        while (take("&")) {
            value &= shift();
        }
        return value;
    }

    private long shift() throws ExpansionException {
        long value = sum();
        while (true) {
            if (take("<<")) {
                value <<= sum();
            } else if (take(">>")) {
                value >>= sum();
            } else {
                return value;
            }
        }
    }

    private long sum() throws ExpansionException {
        long value = product();
        while (true) {
            boolean plus = take("+");
            if (!plus && !take("-")) {
                return value;
            }
            long other = product();
            try {
                value = plus ? Math.addExact(value, other) : Math.subtractExact(value, other);
            } catch (ArithmeticException _) {
                throw error(plus ? "overflow in sum" : "overflow in difference");
            }
        }
    }

    private long product() throws ExpansionException {
        long value = factor();
        while (true) {
            if (take("*")) {
                value *= factor();
            } else if (take("/")) {
                long divisor = factor();
                if (divisor == 0) {
                    throw error("divide by zero");
                }
                // The one quotient that does not fit becomes the largest number.
                value = value == Long.MIN_VALUE && divisor == -1 ? Long.MAX_VALUE : value / divisor;
            } else if (take("%")) {
                long divisor = factor();
                if (divisor == 0) {
                    throw error("modulo by zero");
                }
                value %= divisor;
            } else {
                return value;
            }
        }
    }

    private long factor() throws ExpansionException {
        if (++depth > MAX_DEPTH) {
            throw error("nested too deeply");
        }
        try {
            if (take("+")) {
                return factor();
            }
            if (take("-")) {
                return -factor();
            }
            if (take("~")) {
                return ~factor();
            }
            if (take("(")) {
                long value = or();
                if (!take(")")) {
                    throw error("expecting closing parenthesis");
                }
                return value;
            }
            return number();
        } finally {
            depth--;
        }
    }

    private long number() throws ExpansionException {
        if (position >= text.length() || !isDigit(text.charAt(position), 10)) {
            throw error("expecting number or opening parenthesis");
        }
        int radix = decimal ? 10 : radix();
        int start = position;
        while (position < text.length() && isDigit(text.charAt(position), radix)) {
            position++;
        }
        long value = start == position ? 0 : saturated(text.substring(start, position), radix);
        if (position < text.length() && "kKmMgG".indexOf(text.charAt(position)) >= 0) {
            value *= Numbers.unit(text.substring(position, position + 1));
            position++;
        }
        return value;
    }

    /// The radix of the number that begins here; passes the `0x`.
    private int radix() {
        if (text.charAt(position) != '0') {
            return 10;
        }
        if (position + 1 < text.length() && "xX".indexOf(text.charAt(position + 1)) >= 0) {
            position += 2;
            return 16;
        }
        return 8;
    }

    private static boolean isDigit(char c, int radix) {
        return c < 128 && Character.digit(c, radix) >= 0;
    }

    private static long saturated(String digits, int radix) {
        try {
            return Long.parseLong(digits, radix);
        } catch (NumberFormatException _) {
            return Long.MAX_VALUE;
        }
    }

    private boolean take(String operator) {
        skip();
        if (!text.startsWith(operator, position)) {
            return false;
        }
        position += operator.length();
        skip();
        return true;
    }

    private void skip() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private ExpansionException error(String what) {
        return ExpansionException.error("error in expression evaluation: " + what + " (after processing \""
                + text.substring(0, position) + "\")");
    }
}
