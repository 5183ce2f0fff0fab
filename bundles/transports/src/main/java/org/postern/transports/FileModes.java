package org.postern.transports;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/// Modes of files as numbers.
final class FileModes {
    private static final PosixFilePermission[] FROM_HIGHEST = PosixFilePermission.values();

    private FileModes() {}

    /// The permissions that a mode gives.
    static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < FROM_HIGHEST.length; i++) {
            if ((mode & 0400 >> i) != 0) {
                permissions.add(FROM_HIGHEST[i]);
            }
        }
        return permissions;
    }
}
