package org.postern.api.mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;

/// Content in memory: a stretch of an array. Whoever makes one gives the array away: it is not copied and
/// must not be changed any more.
public final class Bytes implements Content {
    /// No bytes.
    public static final Bytes EMPTY = of(new byte[0]);

    private final byte[] array;
    private final int offset;
    private final int length;

    private Bytes(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /// All of an array.
    public static Bytes of(byte[] array) {
        return new Bytes(array, 0, array.length);
    }

    /// `length` bytes of an array from `offset` on.
    public static Bytes of(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return new Bytes(array, offset, length);
    }

    /// `length` bytes of these from `offset` on, in the same array.
    public Bytes slice(int offset, int length) {
        Objects.checkFromIndexSize(offset, length, this.length);
        return new Bytes(array, this.offset + offset, length);
    }

    /// The array, which holds the bytes from [#offset] on and perhaps others. Not to be changed.
    public byte[] array() {
        return array;
    }

    /// Where the first byte stands in the array.
    public int offset() {
        return offset;
    }

    /// The number of bytes.
    public int length() {
        return length;
    }

    /// Byte `index`, from 0.
    public byte at(int index) {
        return array[offset + Objects.checkIndex(index, length)];
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(array, offset, length);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(array, offset, length);
    }

    @Override
    public String toString() {
        return length + " bytes";
    }
}
