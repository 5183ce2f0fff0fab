package org.postern.spool;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/// Makes message ids in Exim's form: six digits of seconds, eleven that name the process, four of
/// microseconds, all to the base 62. The middle holds the process number and, above it, random bits of this
/// start: a process that gets the number of an earlier one, or a clock that was set back, makes no id
/// twice.
final class MessageIds {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int BASE = DIGITS.length();
    private static final int LENGTH = 23;
    private static final int PID_BITS = 22;
    private static final int RANDOM_BITS = 40;
    private static final long MICROS = 1_000_000;

    private final InstantSource clock;
    private final AtomicLong lastMicros = new AtomicLong();
    private final byte[] template = new byte[LENGTH];

    MessageIds(InstantSource clock, long pid, RandomGenerator random) {
        this.clock = clock;
        long start = random.nextLong(1L << RANDOM_BITS);
        long process = (start << PID_BITS) | (pid & ((1L << PID_BITS) - 1));
        template[6] = '-';
        template[18] = '-';
        digits(process, template, 7, 11);
    }

    /// The next id; a microsecond serves for one only.
    String next() {
        Instant now = clock.instant();
        long clockMicros = Math.max(0, now.getEpochSecond()) * MICROS + now.getNano() / 1000;
        long micros = lastMicros.updateAndGet(last -> Math.max(last + 1, clockMicros));
        byte[] id = template.clone();
        digits(micros / MICROS, id, 0, 6);
        digits(micros % MICROS, id, 19, 4);
        return new String(id, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static void digits(long value, byte[] out, int offset, int count) {
        long rest = value;
        for (int i = offset + count - 1; i >= offset; i--) {
            out[i] = (byte) DIGITS.charAt((int) (rest % BASE));
            rest /= BASE;
        }
    }
}
