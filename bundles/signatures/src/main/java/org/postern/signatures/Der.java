package org.postern.signatures;

import java.math.BigInteger;
import java.util.Arrays;

/// Reads the few DER structures that keys are made of (X.690), one element after the other. Every length is
/// checked against what is there.
final class Der {
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT = 0x06;
    static final int SEQUENCE = 0x30;

    private final byte[] bytes;
    private int position;
    private final int end;

    Der(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private Der(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.position = from;
        this.end = to;
    }

    /// Whether an element of this kind comes next.
    boolean isNext(int tag) {
        return position < end && (bytes[position] & 0xff) == tag;
    }

    boolean isAtEnd() {
        return position == end;
    }

    /// The inside of the next element, which must be of this kind.
    Der enter(int tag) throws SyntaxException {
        if (!isNext(tag)) {
            throw new SyntaxException("not a key");
        }
        position++;
        int length = length();
        if (length > end - position) {
            throw new SyntaxException("a key that is cut off");
        }
        Der inside = new Der(bytes, position, position + length);
        position += length;
        return inside;
    }

    private int length() throws SyntaxException {
        int first = next();
        if (first < 128) {
            return first;
        }
        int count = first & 0x7f;
        if (count == 0 || count > 3) {
            throw new SyntaxException("not a key");
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = length << 8 | next();
        }
        return length;
    }

    private int next() throws SyntaxException {
        if (position == end) {
            throw new SyntaxException("a key that is cut off");
        }
        return bytes[position++] & 0xff;
    }

    /// A positive number.
    BigInteger number() throws SyntaxException {
        byte[] number = enter(INTEGER).rest();
        if (number.length == 0) {
            throw new SyntaxException("not a key");
        }
        return new BigInteger(number);
    }

    /// The inside of a bit string of whole bytes.
    Der bits() throws SyntaxException {
        Der bits = enter(BIT_STRING);
        if (bits.next() != 0) {
            throw new SyntaxException("not a key");
        }
        return bits;
    }

    /// What is left.
    byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, position, end);
        position = end;
        return rest;
    }

    /// An element: its tag, the length, and the inside.
    static byte[] element(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] head = head(tag, length);
        byte[] element = Arrays.copyOf(head, head.length + length);
        int position = head.length;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, element, position, part.length);
            position += part.length;
        }
        return element;
    }

    private static byte[] head(int tag, int length) {
        if (length < 128) {
            return new byte[] {(byte) tag, (byte) length};
        }
        if (length < 256) {
            return new byte[] {(byte) tag, (byte) 0x81, (byte) length};
        }
        return new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    }
}
