package org.postern.broadcast;

import java.io.IOException;
import java.util.List;

/// Where occurrences go. Called by one thread only, which has nothing else to do.
public interface Outlet extends AutoCloseable {
    /// Sends them, in this order. If it throws, they are lost, and the log says so.
    void send(List<Occurrence> some) throws IOException, InterruptedException;

    /// No more will come.
    @Override
    default void close() {}
}
