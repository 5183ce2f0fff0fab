package org.postern.transports;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.postern.spi.Transport.Cause;
import org.postern.spi.Transport.Problem;
import org.postern.spi.Transport.Status;

/// Trouble of a local delivery with a cause of its own.
final class LocalTrouble extends IOException {
    private static final long serialVersionUID = 1;

    private final Cause cause;

    LocalTrouble(String message, Cause cause) {
        super(message);
        this.cause = cause;
    }

    LocalTrouble(String message) {
        this(message, Cause.OTHER);
    }

    /// Trouble on this machine, of whatever kind, defers.
    static Status deferred(IOException trouble) {
        Cause cause = trouble instanceof LocalTrouble known ? known.cause : Cause.OTHER;
        return new Status.Deferred(Problem.local(describe(trouble), cause));
    }

    static Status deferred(String message) {
        return new Status.Deferred(Problem.local(message));
    }

    /// What an exception of the file system says, with the file.
    static String describe(IOException trouble) {
        return switch (trouble) {
            case NoSuchFileException missing -> missing.getFile() + ": no such file or directory";
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileSystemException other -> other.getFile() + ": " + other.getReason();
            default -> String.valueOf(trouble.getMessage());
        };
    }
}
