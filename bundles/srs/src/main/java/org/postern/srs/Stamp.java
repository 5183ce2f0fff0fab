package org.postern.srs;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalInt;

/// A day as SRS writes it: two digits to the base 32, which come again after 1,024 days.
final class Stamp {
    private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int PERIOD = 1_024;
    private static final int LENGTH = 2;

    private Stamp() {}

    static String of(Instant now) {
        int day = day(now);
        return "" + DIGITS.charAt(day / DIGITS.length()) + DIGITS.charAt(day % DIGITS.length());
    }

    /// How many days before `now` a stamp was made, from 0 to 1,023; empty if it is none. A stamp of tomorrow
    /// is 1,023 days old.
    static OptionalInt age(String stamp, Instant now) {
        if (stamp.isEmpty() || stamp.length() > LENGTH) {
            return OptionalInt.empty();
        }
        int then = 0;
        for (char c : stamp.toUpperCase(Locale.ROOT).toCharArray()) {
            int digit = DIGITS.indexOf(c);
            if (digit < 0) {
                return OptionalInt.empty();
            }
            then = then * DIGITS.length() + digit;
        }
        return OptionalInt.of(Math.floorMod(day(now) - then, PERIOD));
    }

    private static int day(Instant now) {
        return (int) Math.floorMod(now.getEpochSecond() / Duration.ofDays(1).toSeconds(), (long) PERIOD);
    }
}
