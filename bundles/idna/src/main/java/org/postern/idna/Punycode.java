package org.postern.idna;

import java.util.Optional;

/// Code points as letters, digits and hyphens (RFC 3492). The case of ASCII letters stays.
public final class Punycode {
    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int FIRST_BIAS = 72;
    private static final int FIRST_CODE_POINT = 128;

    private Punycode() {}

    /// The text in ASCII, without `xn--`.
    public static String encode(String text) {
        int[] points = text.codePoints().toArray();
        StringBuilder ascii = new StringBuilder();
        for (int point : points) {
            if (point < FIRST_CODE_POINT) {
                ascii.appendCodePoint(point);
            }
        }
        int basic = ascii.length();
        int handled = basic;
        if (basic > 0) {
            ascii.append('-');
        }
        int next = FIRST_CODE_POINT;
        int delta = 0;
        int bias = FIRST_BIAS;
        while (handled < points.length) {
            int least = Integer.MAX_VALUE;
            for (int point : points) {
                least = point >= next && point < least ? point : least;
            }
            delta += (least - next) * (handled + 1);
            next = least;
            for (int point : points) {
                delta += point < next ? 1 : 0;
                if (point == next) {
                    append(delta, bias, ascii);
                    bias = bias(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            next++;
        }
        return ascii.toString();
    }

    private static void append(int delta, int bias, StringBuilder to) {
        int rest = delta;
        for (int k = BASE; ; k += BASE) {
            int threshold = Math.clamp(k - bias, T_MIN, T_MAX);
            if (rest < threshold) {
                to.append(digit(rest));
                return;
            }
            to.append(digit(threshold + (rest - threshold) % (BASE - threshold)));
            rest = (rest - threshold) / (BASE - threshold);
        }
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int bias(int delta, int points, boolean first) {
        int rest = first ? delta / DAMP : delta / 2;
        rest += rest / points;
        int k = 0;
        while (rest > (BASE - T_MIN) * T_MAX / 2) {
            rest /= BASE - T_MIN;
            k += BASE;
        }
        return k + (BASE - T_MIN + 1) * rest / (rest + SKEW);
    }

    /// What `ascii`, without `xn--`, stands for; empty if for nothing.
    public static Optional<String> decode(String ascii) {
        StringBuilder text = new StringBuilder();
        int hyphen = ascii.lastIndexOf('-');
        text.append(ascii, 0, Math.max(hyphen, 0));
        int position = hyphen < 0 ? 0 : hyphen + 1;
        int count = text.length();
        long point = FIRST_CODE_POINT;
        long index = 0;
        int bias = FIRST_BIAS;
        while (position < ascii.length()) {
            long before = index;
            long weight = 1;
            for (int k = BASE; ; k += BASE) {
                int digit = position < ascii.length() ? value(ascii.charAt(position++)) : -1;
                if (digit < 0 || weight > Integer.MAX_VALUE) {
                    return Optional.empty();
                }
                index += digit * weight;
                int threshold = Math.clamp(k - bias, T_MIN, T_MAX);
                if (index > Integer.MAX_VALUE) {
                    return Optional.empty();
                }
                if (digit < threshold) {
                    break;
                }
                weight *= BASE - threshold;
            }
            count++;
            bias = bias((int) (index - before), count, before == 0);
            point += index / count;
            index %= count;
            if (point > Character.MAX_CODE_POINT || (point >= 0xd800 && point < 0xe000)) {
                return Optional.empty();
            }
            text.insert(text.offsetByCodePoints(0, (int) index), Character.toString((int) point));
            index++;
        }
        return Optional.of(text.toString());
    }

    private static int value(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0' + 26;
        }
        int letter = c | 0x20;
        return letter >= 'a' && letter <= 'z' ? letter - 'a' : -1;
    }
}
