package org.postern.kernel;

import java.io.IOException;
import org.postern.api.smtp.MessageData;
import org.postern.api.smtp.Reply;

/// Data that come where none may: they are read, and nobody gets them.
///
/// @param wire where they come from
/// @param reply what the client is told
record RefusedData(Wire wire, Reply reply) implements MessageData {
    @Override
    public void readFromClient(long length) throws IOException {
        wire.read(length, (_, _, _) -> {});
    }

    @Override
    public boolean isRefused() {
        return true;
    }

    @Override
    public void refuse() {
        // They are already.
    }

    @Override
    public Reply finish() {
        return reply;
    }

    @Override
    public void abandon() {
        // There is nothing to forget.
    }
}
