package org.postern.ocsp;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/// How deep values are nested in a DER encoding (X.690): a parser that calls itself for each level must not
/// be given more than its stack can bear.
final class DerDepth {
    /// As many levels as a response with certificates can have, and some more.
    static final int DEEPEST = 48;

    private static final int CONSTRUCTED = 0x20;
    private static final int LONG_TAG = 0x1f;

    private DerDepth() {}

    /// Throws if values are nested too deep, or are not encoded with definite lengths.
    static void check(byte[] der) throws OcspException {
        try {
            check(ByteBuffer.wrap(der));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new OcspException("malformed: cut off", e);
        }
    }

    private static void check(ByteBuffer in) throws OcspException {
        Deque<Integer> ends = new ArrayDeque<>();
        while (in.hasRemaining()) {
            while (!ends.isEmpty() && in.position() >= ends.peek()) {
                ends.pop();
            }
            boolean constructed = skipTag(in);
            int length = length(in);
            int end = in.position() + length;
            if (!constructed) {
                in.position(end);
            } else if (ends.size() == DEEPEST) {
                throw new OcspException("malformed: nested too deep");
            } else {
                ends.push(end);
            }
        }
    }

    private static boolean skipTag(ByteBuffer in) {
        int tag = in.get();
        if ((tag & LONG_TAG) == LONG_TAG) {
            while (in.get() < 0) {
                // Each byte of a long tag but the last has its highest bit set.
            }
        }
        return (tag & CONSTRUCTED) != 0;
    }

    private static int length(ByteBuffer in) throws OcspException {
        int first = Byte.toUnsignedInt(in.get());
        if (first < 0x80) {
            return first;
        }
        int bytes = first & 0x7f;
        if (bytes == 0 || bytes > 3) {
            throw new OcspException("malformed: no definite length");
        }
        int length = 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | Byte.toUnsignedInt(in.get());
        }
        return length;
    }
}
