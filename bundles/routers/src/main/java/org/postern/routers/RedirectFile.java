package org.postern.routers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Reads the file that the option `file` names, if its owner and mode allow it.
///
/// @param modemask mode bits that the file must not have
/// @param owners user names or numbers, one of which must own it; empty for any
/// @param owngroups group names or numbers, one of which must own it; empty for any
/// @param ignoreEacces whether a file that may not be read counts as none
/// @param ignoreEnotdir whether a path through something that is not a directory counts as none
record RedirectFile(
        int modemask, List<String> owners, List<String> owngroups, boolean ignoreEacces, boolean ignoreEnotdir) {
    static final long LIMIT_BYTES = 4 << 20;

    /// What was found at a path.
    sealed interface Result {
        /// Its text, a byte in each `char`.
        record Text(String text) implements Result {}

        /// Nothing.
        record None() implements Result {}

        /// Something that must not or cannot be used.
        record Unusable(String reason) implements Result {}
    }

    /// Reads the file at an absolute path.
    Result read(String path) {
        if (!path.startsWith("/")) {
            return new Result.Unusable("\"" + path + "\" is not an absolute path");
        }
        try {
            Path file = Path.of(path);
            if (!Files.isRegularFile(file)) {
                // Says why, if it is not simply another kind of thing.
                Files.readAttributes(file, "size");
                return new Result.Unusable(path + " is not a regular file");
            }
            String complaint = complaint(file);
            if (!complaint.isEmpty()) {
                return new Result.Unusable(complaint);
            }
            return new Result.Text(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException _) {
            return new Result.None();
        } catch (AccessDeniedException _) {
            return ignoreEacces
                    ? new Result.None()
                    : new Result.Unusable("failed to open " + path + ": permission denied");
        } catch (FileSystemException e) {
            return notDirectory(e) && ignoreEnotdir ? new Result.None() : unusable(path, e);
        } catch (IOException | InvalidPathException e) {
            return unusable(path, e);
        }
    }

    private static Result unusable(String path, Exception e) {
        return new Result.Unusable("failed to open " + path + ": " + e.getMessage());
    }

    private static boolean notDirectory(FileSystemException e) {
        String reason = e.getReason();
        return reason != null && reason.contains("Not a directory");
    }

    private String complaint(Path file) throws IOException {
        Map<String, Object> facts = Files.readAttributes(file, "unix:mode,uid,gid,size", new LinkOption[0]);
        int mode = number(facts, "mode") & 07777;
        if ((mode & modemask) != 0) {
            return "bad mode (" + Integer.toOctalString(mode) + ") for " + file + ": "
                    + Integer.toOctalString(mode & modemask) + " bit(s) unexpected";
        }
        if (((Number) facts.getOrDefault("size", 0)).longValue() > LIMIT_BYTES) {
            return file + " is larger than " + LIMIT_BYTES + " bytes";
        }
        if (!allowed(owners, number(facts, "uid"), Files.getAttribute(file, "unix:owner"))) {
            return "bad owner for " + file;
        }
        return allowed(owngroups, number(facts, "gid"), Files.getAttribute(file, "unix:group"))
                ? ""
                : "bad group for " + file;
    }

    private static int number(Map<String, Object> facts, String name) {
        return ((Number) facts.getOrDefault(name, 0)).intValue();
    }

    private static boolean allowed(List<String> names, int id, Object name) {
        return names.isEmpty() || names.contains(Integer.toString(id)) || names.contains(name.toString());
    }
}
