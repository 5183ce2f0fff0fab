package org.postern.spool;

import java.time.Instant;
import java.util.Arrays;

/// Writes the fields of a record into an array that grows. Numbers have seven bits in each byte, the lowest
/// first, and the eighth bit where more follow; a text has its length before it.
final class Encoder {
    private byte[] bytes;
    private int length;

    Encoder(int expected) {
        bytes = new byte[expected];
    }

    /// What was written, at the start of an array that may be longer.
    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    Encoder octet(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    Encoder number(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    /// A text whose every `char` is one byte.
    @SuppressWarnings("deprecation") // the one method that stores a byte of each char without another array
    Encoder text(String text) {
        int count = text.length();
        number(count);
        room(count);
        text.getBytes(0, count, bytes, length);
        length += count;
        return this;
    }

    Encoder octets(byte[] octets) {
        room(octets.length);
        System.arraycopy(octets, 0, bytes, length, octets.length);
        length += octets.length;
        return this;
    }

    Encoder instant(Instant instant) {
        return number(instant.getEpochSecond()).number(instant.getNano());
    }

    private void room(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }
}
