package org.postern.arc;

import java.io.OutputStream;

/// Gives what is written to a hash.
final class HashStream extends OutputStream {
    private final Taker taker;

    /// What takes the bytes.
    @FunctionalInterface
    interface Taker {
        void take(byte[] bytes, int offset, int length);
    }

    HashStream(Taker taker) {
        this.taker = taker;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        taker.take(bytes, offset, length);
    }
}
