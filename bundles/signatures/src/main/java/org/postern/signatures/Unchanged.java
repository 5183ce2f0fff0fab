package org.postern.signatures;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Finds how far text stays as it is under `relaxed`: words with one space between them. Eight bytes are
/// looked at together, as most of a text is such.
final class Unchanged {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW = 0x7f7f7f7f7f7f7f7fL;
    private static final long SPACES = 0x2020202020202020L;
    private static final long TABS = 0x0909090909090909L;
    private static final long RETURNS = 0x0d0d0d0d0d0d0d0dL;

    private Unchanged() {}

    /// A place after `from`, at which an ordinary byte stands: all between them stays as it is, and what
    /// stands there is to be looked at.
    static int end(byte[] bytes, int from, int to) {
        int i = from + 1;
        long spaceBefore = 0;
        while (to - i > 8) {
            long eight = (long) EIGHT.get(bytes, i);
            long spaces = places(eight, SPACES);
            long others = places(eight, TABS) | places(eight, RETURNS);
            if ((others | (spaces & (spaces << 8 | spaceBefore))) != 0) {
                break;
            }
            spaceBefore = spaces >>> 56;
            i += 8;
        }
        if (spaceBefore != 0) {
            return i - 1; // what follows the space says whether it stays
        }
        while (i < to && bytes[i] > ' ') {
            i++;
        }
        return i;
    }

    /// The high bit of each byte that is as in the pattern.
    private static long places(long eight, long pattern) {
        long difference = eight ^ pattern;
        return ~(((difference & LOW) + LOW) | difference | LOW);
    }
}
