package org.postern.transports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.postern.api.system.Identity;

/// A channel to which a user writes: the quota of that user counts.
///
/// @param identity the user
/// @param channel the channel
record AsUser(Identity identity, WritableByteChannel channel) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return identity.call(() -> channel.write(bytes));
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
