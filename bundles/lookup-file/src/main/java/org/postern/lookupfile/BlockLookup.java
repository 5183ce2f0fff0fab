package org.postern.lookupfile;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import org.postern.api.Text;
import org.postern.spi.Lookup;

/// An open lookup in a file of which parts are read. The channel is shared: when a thread that reads it is
/// interrupted, it closes for all, and the others open it anew.
final class BlockLookup implements Lookup {
    /// How often a file is opened anew for one key.
    private static final int ATTEMPTS = 10;

    private final OpenFiles files;
    private final SourceFile file;
    private final Search search;
    private OpenFiles.Lease lease;

    private BlockLookup(OpenFiles files, SourceFile file, Search search, OpenFiles.Lease lease) {
        this.files = files;
        this.file = file;
        this.search = search;
        this.lease = lease;
    }

    /// Finds a key in a file.
    @FunctionalInterface
    interface Search {
        Optional<String> find(BlockFile file, String key) throws IOException;
    }

    static BlockLookup open(OpenFiles files, SourceFile file, Search search) throws IOException {
        return new BlockLookup(files, file, search, files.lease(file));
    }

    @Override
    public Optional<Found> find(Text key) throws IOException {
        for (int i = 1; ; i++) {
            try {
                return search.find(lease.blocks(), key.value()).map(value -> new Found(value, Found.MESSAGE));
            } catch (ClosedChannelException e) {
                if (Thread.currentThread().isInterrupted() || i == ATTEMPTS) {
                    throw new IOException("reading of " + file.name() + " was interrupted", e);
                }
                OpenFiles.Lease closed = lease;
                lease = files.lease(file);
                closed.close();
            }
        }
    }

    @Override
    public void close() throws IOException {
        lease.close();
    }
}
