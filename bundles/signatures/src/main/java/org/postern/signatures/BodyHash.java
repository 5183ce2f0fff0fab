package org.postern.signatures;

import java.security.MessageDigest;
import java.util.OptionalLong;

/// The hash of a canonical body, made while the body passes in chunks of any size (RFC 6376, 3.4.3, 3.4.4,
/// 3.7). Nothing of the body is kept. Used by one thread.
///
/// Runs of bytes that canonicalisation leaves alone go to the digest from where they are; only the small
/// ones are gathered first. What may turn out to be the end (empty lines, white space, a CR) is counted, not
/// kept.
public final class BodyHash {
    private static final int GATHERED = 1024;
    private static final int LARGE = 256;
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] SPACE = {' '};

    private final boolean relaxed;
    private final MessageDigest digest;
    private final long limit;
    private final byte[] gathered = new byte[GATHERED];
    private int gatheredLength;
    private long length;
    private long lineEnds;
    private boolean carriageReturn;
    private boolean white;

    /// The hash of a body.
    ///
    /// @param canonicalization of the body
    /// @param algorithm the hash
    /// @param limit how many bytes of the canonical body count (`l=`), or empty for all
    public BodyHash(Canonicalization canonicalization, HashAlgorithm algorithm, OptionalLong limit) {
        this.relaxed = canonicalization == Canonicalization.RELAXED;
        this.digest = algorithm.digest();
        this.limit = limit.orElse(Long.MAX_VALUE);
    }

    /// Takes the next bytes of the body. The array may change afterwards.
    public void update(byte[] bytes, int offset, int count) {
        if (count == 0) {
            return;
        }
        int from = offset;
        int to = offset + count;
        if (carriageReturn) {
            from = afterCarriageReturn(bytes, from);
        }
        if (relaxed) {
            relaxed(bytes, from, to);
        } else {
            simple(bytes, from, to);
        }
    }

    /// A CR was the last byte so far: it is half of a line end, or a byte like others.
    private int afterCarriageReturn(byte[] bytes, int from) {
        carriageReturn = false;
        if (bytes[from] == '\n') {
            white = false;
            lineEnds++;
            return from + 1;
        }
        pending();
        put(CRLF, 0, 1);
        return from;
    }

    private void simple(byte[] bytes, int from, int to) {
        int end = to;
        if (end > from && bytes[end - 1] == '\r') {
            end--;
        }
        boolean open = end < to;
        int ends = 0;
        while (end - from >= 2 && bytes[end - 1] == '\n' && bytes[end - 2] == '\r') {
            end -= 2;
            ends++;
        }
        if (end > from) {
            pending();
            put(bytes, from, end - from);
        }
        lineEnds += ends;
        carriageReturn = open;
    }

    private void relaxed(byte[] bytes, int from, int to) {
        int start = from;
        int i = from;
        while (i < to) {
            byte b = bytes[i];
            if (b > ' ' || (b != ' ' && b != '\t' && b != '\r')) {
                if (i == start) {
                    pending();
                }
                i = Unchanged.end(bytes, i, to);
            } else if (b == '\r') {
                flush(bytes, start, i);
                i = carriageReturn(bytes, i, to);
                start = i;
            } else if (isLoneSpace(bytes, start, i, to)) {
                i++;
            } else {
                flush(bytes, start, i);
                white = true;
                i++;
                start = i;
            }
        }
        flush(bytes, start, to);
    }

    /// Whether a space inside a run stays as it is: a byte that is no white space follows.
    private static boolean isLoneSpace(byte[] bytes, int start, int i, int to) {
        if (bytes[i] != ' ' || i == start || i + 1 >= to) {
            return false;
        }
        byte next = bytes[i + 1];
        return next != ' ' && next != '\t' && next != '\r';
    }

    private int carriageReturn(byte[] bytes, int i, int to) {
        if (i + 1 == to) {
            carriageReturn = true;
            return to;
        }
        if (bytes[i + 1] == '\n') {
            white = false;
            lineEnds++;
            return i + 2;
        }
        pending();
        put(CRLF, 0, 1);
        return i + 1;
    }

    private void flush(byte[] bytes, int start, int end) {
        if (end > start) {
            put(bytes, start, end - start);
        }
    }

    /// Puts what was held back, as more of the body follows it.
    private void pending() {
        while (lineEnds > 0) {
            lineEnds--;
            put(CRLF, 0, 2);
        }
        if (white) {
            white = false;
            put(SPACE, 0, 1);
        }
    }

    private void put(byte[] bytes, int offset, int count) {
        int counted = Math.clamp(limit - length, 0, count);
        length += count;
        if (counted >= LARGE) {
            drain();
            digest.update(bytes, offset, counted);
        } else if (counted > 0) {
            if (counted > GATHERED - gatheredLength) {
                drain();
            }
            System.arraycopy(bytes, offset, gathered, gatheredLength, counted);
            gatheredLength += counted;
        }
    }

    private void drain() {
        digest.update(gathered, 0, gatheredLength);
        gatheredLength = 0;
    }

    /// The hash, when all of the body has passed. To be asked for once. White space at the end of a body that
    /// does not end with a line end counts, as other implementations have it.
    public byte[] digest() {
        if (carriageReturn) {
            carriageReturn = false;
            pending();
            put(CRLF, 0, 1);
        } else if (white) {
            pending();
        }
        lineEnds = 0;
        if (!relaxed || length > 0) {
            put(CRLF, 0, 2);
        }
        drain();
        return digest.digest();
    }

    /// How many bytes the canonical body has had so far, those beyond the limit included.
    public long length() {
        return length;
    }
}
