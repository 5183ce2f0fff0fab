package org.postern.expandstandard;

import java.math.BigInteger;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.ExpansionException;

/// Operators on numbers and times.
final class NumberOperators {
    private static final String BASE_32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final String BASE_62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger UNSIGNED_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    private static final Pattern TIME_PART = Pattern.compile("(\\d{1,12})([wdhms])");
    private static final long[] UNIT_SECONDS = {604_800, 86_400, 3_600, 60, 1};
    private static final String UNITS = "wdhms";

    private NumberOperators() {}

    static List<Operator> all(RandomGenerator random) {
        return List.of(
                Operator.checked("eval", text -> Long.toString(Evaluation.of(text, false))),
                Operator.checked("eval10", text -> Long.toString(Evaluation.of(text, true))),
                Operator.checked("base32", NumberOperators::base32),
                Operator.checked("base32d", text -> decode(text, BASE_32, "base32d", "base 32")),
                Operator.checked("base62", NumberOperators::base62),
                Operator.checked("base62d", text -> decode(text, BASE_62, "base62d", "base 62")),
                Operator.checked("randint", text -> random(text, random)),
                Operator.checked("time_interval", NumberOperators::timeInterval),
                Operator.checked("time_eval", NumberOperators::timeEval));
    }

    private static String base32(String text) throws ExpansionException {
        BigInteger number = unsigned(text, "base32");
        StringBuilder digits = new StringBuilder();
        while (number.signum() > 0) {
            digits.append(BASE_32.charAt(number.intValue() & 31));
            number = number.shiftRight(5);
        }
        return digits.reverse().toString();
    }

    /// The last six digits, with leading zeros.
    private static String base62(String text) throws ExpansionException {
        BigInteger number = unsigned(text, "base62");
        BigInteger base = BigInteger.valueOf(62);
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            BigInteger[] parts = number.divideAndRemainder(base);
            digits.append(BASE_62.charAt(parts[1].intValue()));
            number = parts[0];
        }
        return digits.reverse().toString();
    }

    /// An unsigned number of 64 bits; a negative one is its complement, and one that does not fit the
    /// largest.
    private static BigInteger unsigned(String text, String operator) throws ExpansionException {
        if (!text.strip().matches("[-+]?\\d{1,100}")) {
            throw ExpansionException.error(
                    "argument for " + operator + " operator is \"" + text + "\", which is not a decimal number");
        }
        BigInteger number = new BigInteger(text.strip().replaceFirst("^\\+", ""));
        return number.signum() < 0 ? number.add(BigInteger.TWO.pow(64)).max(BigInteger.ZERO) : number.min(UNSIGNED_MAX);
    }

    private static String decode(String text, String digits, String operator, String kind) throws ExpansionException {
        long value = 0;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            int digit = digits.indexOf(c);
            if (digit < 0) {
                throw ExpansionException.error("argument for " + operator + " operator is \"" + text
                        + "\", which is not a " + kind + " number");
            }
            value = value * digits.length() + digit;
        }
        return Long.toUnsignedString(value);
    }

    private static String random(String text, RandomGenerator random) throws ExpansionException {
        long limit = Numbers.parse(text);
        if (limit < 0) {
            throw ExpansionException.error("non-negative integer expected but \"" + text + "\" found");
        }
        return limit == 0 ? "0" : Long.toString(random.nextLong(limit));
    }

    private static String timeInterval(String text) throws ExpansionException {
        if (!text.matches("\\d{1,18}")) {
            throw ExpansionException.error(
                    "string \"" + text + "\" is not a positive number in \"time_interval\" operator");
        }
        long seconds = Long.parseLong(text);
        StringBuilder interval = new StringBuilder();
        for (int i = 0; i < UNIT_SECONDS.length; i++) {
            if (seconds >= UNIT_SECONDS[i]) {
                interval.append(seconds / UNIT_SECONDS[i]).append(UNITS.charAt(i));
                seconds %= UNIT_SECONDS[i];
            }
        }
        return interval.isEmpty() ? "0s" : interval.toString();
    }

    private static String timeEval(String text) throws ExpansionException {
        Matcher part = TIME_PART.matcher(text);
        long seconds = 0;
        int end = 0;
        while (end < text.length() && part.find(end) && part.start() == end) {
            seconds += Long.parseLong(part.group(1)) * UNIT_SECONDS[UNITS.indexOf(part.group(2))];
            end = part.end();
        }
        if (end == 0 || end < text.length()) {
            throw ExpansionException.error(
                    "string \"" + text + "\" is not an Exim time interval in \"time_eval\" operator");
        }
        return Long.toString(seconds);
    }
}
