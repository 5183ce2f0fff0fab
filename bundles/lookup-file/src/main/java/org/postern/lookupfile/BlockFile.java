package org.postern.lookupfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/// A file of which parts are read, its numbers with the lowest byte first.
///
/// @param channel the open file
/// @param name for messages
record BlockFile(FileChannel channel, String name) implements AutoCloseable {
    /// How long a part may be.
    private static final int LIMIT = 64 << 20;

    /// The bytes from `position` on.
    ByteBuffer read(long position, long length) throws IOException {
        if (length > LIMIT || position + length > channel.size()) {
            throw new IOException(name + " is damaged: it names " + length + " bytes at " + position);
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new IOException(name + " became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    String text(long position, long length) throws IOException {
        return StandardCharsets.ISO_8859_1.decode(read(position, length)).toString();
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
