package org.postern.transports;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.postern.api.config.Settings;
import org.postern.api.system.Identity;

/// What must hold of a mailbox file before anything is appended to it.
///
/// @param settings the options of the transport
/// @param file the mailbox
/// @param identity the user of the delivery
record MailboxCheck(Settings settings, Path file, Identity identity) {
    private static final int FORMAT = 0170000;
    private static final int REGULAR = 0100000;
    private static final int LINK = 0120000;
    private static final String ATTRIBUTES = "unix:mode,uid,gid,ino,dev";

    /// What tells the file from every other; empty if there is none. Throws if it is not as it should be.
    /// To be called as the user.
    Optional<Object> key() throws IOException {
        Map<String, Object> found;
        try {
            found = Files.readAttributes(file, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        if ((number(found, "mode") & FORMAT) == LINK) {
            found = behindLink(found);
        }
        int mode = number(found, "mode");
        if ((mode & FORMAT) != REGULAR) {
            throw new LocalTrouble("mailbox " + file + " is not a regular file");
        }
        owner(number(found, "uid"), number(found, "gid"));
        mode(mode & 0777);
        return Optional.of(found.get("ino") + ":" + found.get("dev"));
    }

    private Map<String, Object> behindLink(Map<String, Object> link) throws IOException {
        if (!settings.get(AppendfileOptions.ALLOW_SYMLINK)) {
            throw new LocalTrouble("mailbox " + file + " is a symbolic link");
        }
        owner(number(link, "uid"), identity.gid());
        return Files.readAttributes(file, ATTRIBUTES);
    }

    private static int number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Integer number ? number : 0;
    }

    private void owner(int uid, int gid) throws LocalTrouble {
        if (settings.get(AppendfileOptions.CHECK_OWNER) && uid != identity.uid()) {
            throw new LocalTrouble("mailbox " + file + " has wrong uid (" + Integer.toUnsignedString(uid) + " != "
                    + Integer.toUnsignedString(identity.uid()) + ")");
        }
        if (settings.get(AppendfileOptions.CHECK_GROUP) && gid != identity.gid()) {
            throw new LocalTrouble("mailbox " + file + " has wrong gid (" + Integer.toUnsignedString(gid) + " != "
                    + Integer.toUnsignedString(identity.gid()) + ")");
        }
    }

    /// Takes away permissions that are too many; too few are trouble.
    private void mode(int mode) throws IOException {
        int wanted = settings.get(AppendfileOptions.MODE);
        if ((mode & ~wanted) != 0) {
            Files.setPosixFilePermissions(file, FileModes.permissions(mode & wanted));
        }
        if ((mode & wanted) != wanted && settings.get(AppendfileOptions.MODE_FAIL_NARROWER)) {
            throw new LocalTrouble("mailbox " + file + " has the wrong mode " + Integer.toOctalString(mode) + " ("
                    + Integer.toOctalString(wanted) + " expected)");
        }
    }

    /// Throws if the file must be there.
    void mayBeMissing() throws LocalTrouble {
        if (settings.get(AppendfileOptions.FILE_MUST_EXIST)) {
            throw new LocalTrouble("mailbox " + file + " does not exist, but file_must_exist is set");
        }
    }

    /// Throws, and closes the channel, if the file is another since it was checked.
    void isStill(Object key, FileChannel channel) throws IOException {
        Optional<Object> now = identity.call(this::key);
        if (now.isEmpty() || !now.get().equals(key)) {
            channel.close();
            throw new LocalTrouble("mailbox " + file + " was replaced by another file while it was opened");
        }
    }
}
