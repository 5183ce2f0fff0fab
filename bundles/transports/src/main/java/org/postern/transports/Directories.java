package org.postern.transports;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.postern.api.system.Identity;

/// Makes directories as a user.
///
/// @param identity the user
/// @param mode of directories that are made
/// @param create whether any are made
record Directories(Identity identity, int mode, boolean create) {
    /// Makes a directory and those above it that are missing, each durable, if they are to be made.
    void make(Path directory) throws IOException {
        if (create && !identity.call(() -> Files.isDirectory(directory))) {
            Path parent = directory.getParent();
            if (parent != null) {
                make(parent);
            }
            makeOne(directory);
            if (parent != null) {
                force(parent);
            }
        }
    }

    private void makeOne(Path directory) throws IOException {
        var permissions = FileModes.permissions(mode);
        try {
            identity.call(() -> {
                Path made = Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(permissions));
                if ((mode & 0077) != 0) {
                    Files.setPosixFilePermissions(made, permissions); // whatever the umask says
                }
                return made;
            });
        } catch (FileAlreadyExistsException _) {
            // Another delivery made it just now, and may not have made it durable yet.
        }
    }

    /// Makes the names in a directory durable.
    static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
