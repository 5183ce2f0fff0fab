package org.postern.spool;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;

/// Reads what [Encoder] wrote. Strict: whatever does not fit is a [FormatException], and no field makes it
/// allocate more than its input is long.
final class Decoder {
    private static final int MAX_NUMBER_BYTES = 10;
    private final byte[] bytes;
    private final int end;
    private int position;

    Decoder(byte[] bytes, int length) {
        this.bytes = bytes;
        this.end = length;
    }

    int octet() throws FormatException {
        need(1);
        return bytes[position++] & 0xff;
    }

    long number() throws FormatException {
        long value = 0;
        for (int i = 0; i < MAX_NUMBER_BYTES; i++) {
            int octet = octet();
            value |= (octet & 0x7fL) << (7 * i);
            if (octet < 0x80) {
                return value;
            }
        }
        throw new FormatException("a number of more than " + MAX_NUMBER_BYTES + " bytes");
    }

    /// A number that is not negative and fits an `int`.
    int smallNumber() throws FormatException {
        long value = number();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new FormatException("a number out of range: " + value);
        }
        return (int) value;
    }

    /// A number of things that follow, each of one byte at least.
    int count() throws FormatException {
        int count = smallNumber();
        need(count);
        return count;
    }

    String text() throws FormatException {
        int count = count();
        String text = new String(bytes, position, count, StandardCharsets.ISO_8859_1);
        position += count;
        return text;
    }

    byte[] octets(int count) throws FormatException {
        need(count);
        byte[] octets = new byte[count];
        System.arraycopy(bytes, position, octets, 0, count);
        position += count;
        return octets;
    }

    Instant instant() throws FormatException {
        long seconds = number();
        int nanos = smallNumber();
        if (nanos >= 1_000_000_000) {
            throw new FormatException("not a time: " + nanos + " ns");
        }
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException | ArithmeticException e) {
            throw new FormatException("not a time: " + e.getMessage());
        }
    }

    /// There must be nothing more.
    void end() throws FormatException {
        if (position != end) {
            throw new FormatException((end - position) + " bytes too many");
        }
    }

    private void need(int count) throws FormatException {
        if (end - position < count) {
            throw new FormatException("it ends within a field");
        }
    }
}
