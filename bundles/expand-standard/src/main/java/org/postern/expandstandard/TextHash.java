package org.postern.expandstandard;

import org.postern.api.ExpansionException;

/// The hashes of `${hash` and `${nhash`, which spread names over directories or hosts. They are no
/// protection against anybody.
final class TextHash {
    private static final String LETTERS = "abcdefghijklmtnopqrsuvwxyz" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + "0123456789";
    private static final int[] PRIMES = {
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109,
        113
    };

    private TextHash() {}

    /// `length` of the first `count` letters; a text that is not longer than that stays as it is.
    static String letters(String text, int length, int count) throws ExpansionException {
        if (count > LETTERS.length()) {
            throw ExpansionException.error("hash count \"" + count + "\" too big");
        }
        if (length >= text.length()) {
            return text;
        }
        if (length <= 0 || count <= 0) {
            return "";
        }
        int[] sums = new int[length];
        for (int i = 0; i < length; i++) {
            sums[i] = text.charAt(i) & 0xff;
        }
        // Each further byte is rotated by its value and place, and folded in.
        for (int i = length; i < text.length(); i++) {
            int c = text.charAt(i) & 0xff;
            int shift = (c + i) & 7;
            sums[(i - length) % length] ^= ((c << shift) | (c >> (8 - shift))) & 0xff;
        }
        StringBuilder hash = new StringBuilder(length);
        for (int sum : sums) {
            hash.append(LETTERS.charAt(sum % count));
        }
        return hash.toString();
    }

    /// A number below `first`; with `second` not negative two numbers, separated by a slash, below one and
    /// the other.
    static String number(String text, int first, int second) throws ExpansionException {
        if (first <= 0 || second == 0) {
            throw ExpansionException.error("nhash needs numbers greater than zero");
        }
        long total = 0;
        for (int i = 0; i < text.length(); i++) {
            total += (long) PRIMES[PRIMES.length - 1 - i % PRIMES.length] * (text.charAt(i) & 0xff);
        }
        if (second < 0) {
            return Long.toString(total % first);
        }
        long both = total % ((long) first * second);
        return both / second + "/" + both % second;
    }
}
