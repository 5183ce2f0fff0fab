package org.postern.expandstandard;

/// Checks bytes for being UTF-8 (RFC 3629).
final class Utf8 {
    private final String text;

    /// The bytes, one in each `char`.
    Utf8(String text) {
        this.text = text;
    }

    /// The text with each malformed sequence replaced by `substitute`.
    String clean(char substitute) {
        StringBuilder clean = new StringBuilder(text.length());
        int position = 0;
        while (position < text.length()) {
            int length = length(text.charAt(position));
            int there = continued(position, length);
            if (length > 0 && there == length && isShortest(position, length)) {
                clean.append(text, position, position + length);
            } else {
                clean.append(substitute);
            }
            position += Math.max(1, there);
        }
        return clean.toString();
    }

    /// How many bytes a sequence has that begins with `first`; 0 if none does.
    private static int length(char first) {
        if (first < 0x80) {
            return 1;
        }
        if (first < 0xc2 || first > 0xf4) {
            return 0;
        }
        return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    }

    /// How many of the `length` bytes from `start` are there.
    private int continued(int start, int length) {
        int there = 1;
        while (there < length && start + there < text.length() && (text.charAt(start + there) & 0xc0) == 0x80) {
            there++;
        }
        return there;
    }

    /// Neither too long for what it says, nor a surrogate, nor past U+10FFFF.
    private boolean isShortest(int start, int length) {
        if (length < 3) {
            return true;
        }
        int first = text.charAt(start);
        int second = text.charAt(start + 1);
        return switch (first) {
            case 0xe0 -> second >= 0xa0;
            case 0xed -> second < 0xa0;
            case 0xf0 -> second >= 0x90;
            case 0xf4 -> second < 0x90;
            default -> true;
        };
    }
}
