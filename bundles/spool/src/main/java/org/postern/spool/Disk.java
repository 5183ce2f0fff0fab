package org.postern.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// What the spool does to files when it writes: the place where a test lets the disk fail.
interface Disk {
    /// Opens a file for writing; makes it if it is not there.
    Writable open(Path path) throws IOException;

    /// Gives a file another name, in place of whatever had it.
    void rename(Path from, Path to) throws IOException;

    /// Removes a file, if it is there.
    void delete(Path path) throws IOException;

    /// Makes the names in a directory durable.
    void syncDirectory(Path directory) throws IOException;

    /// How many bytes may still be written to the file system of `path`.
    long usableSpace(Path path) throws IOException;

    /// An open file. Used by one thread at a time.
    interface Writable extends Closeable {
        /// Writes all that remains in `bytes`, from `position` of the file on.
        void write(ByteBuffer bytes, long position) throws IOException;

        /// Makes what was written durable, and the length of the file with it.
        void force() throws IOException;

        /// The length of the file.
        long size() throws IOException;

        /// Cuts the file off.
        void truncate(long size) throws IOException;
    }
}
