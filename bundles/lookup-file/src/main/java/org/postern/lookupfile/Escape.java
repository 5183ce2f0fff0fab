package org.postern.lookupfile;

/// The escapes of quoted keys: `\n`, `\r`, `\t`, `\b`, `\f`, `\v`, octal `\nnn`, `\xhh`; any other character
/// stands for itself.
final class Escape {
    private Escape() {}

    /// Reads what stands after a backslash and gives the position after it.
    static int read(String text, int position, StringBuilder to) {
        char c = text.charAt(position);
        if (isOctal(c)) {
            return number(text, position, 3, 8, to);
        }
        if (c == 'x') {
            return number(text, position + 1, 2, 16, to);
        }
        to.append(
                switch (c) {
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'v' -> '\u000b';
                    default -> c;
                });
        return position + 1;
    }

    private static int number(String text, int start, int digits, int radix, StringBuilder to) {
        int value = 0;
        int end = start;
        while (end < text.length() && end < start + digits && Character.digit(text.charAt(end), radix) >= 0) {
            value = value * radix + Character.digit(text.charAt(end++), radix);
        }
        to.append((char) (value & 0xff));
        return end;
    }

    private static boolean isOctal(char c) {
        return c >= '0' && c <= '7';
    }
}
