package org.postern.routers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.api.mail.Recipient;
import org.postern.api.system.Accounts;

/// Reads the file that the option `file` names, if its owner, its group and its mode allow it.
final class RedirectFile {
    static final long LIMIT_BYTES = 4 << 20;
    private static final int GROUP_MAY_WRITE = 020;

    private final Settings settings;
    private final Accounts accounts;

    RedirectFile(Settings settings, Accounts accounts) {
        this.settings = settings;
        this.accounts = accounts;
    }

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
    Result read(String path, Recipient recipient) {
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
            String complaint = complaint(file, recipient);
            if (!complaint.isEmpty()) {
                return new Result.Unusable(complaint);
            }
            return new Result.Text(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException _) {
            return new Result.None();
        } catch (AccessDeniedException _) {
            return settings.get(RedirectDriver.IGNORE_EACCES)
                    ? new Result.None()
                    : new Result.Unusable("failed to open " + path + ": permission denied");
        } catch (FileSystemException e) {
            return notDirectory(e) && settings.get(RedirectDriver.IGNORE_ENOTDIR)
                    ? new Result.None()
                    : unusable(path, e);
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

    private String complaint(Path file, Recipient recipient) throws IOException {
        Map<String, Object> facts = Files.readAttributes(file, "unix:mode,uid,gid,size");
        int mode = number(facts, "mode");
        int unwanted = mode & settings.get(RedirectDriver.MODEMASK);
        if (unwanted != 0) {
            return "bad mode (0" + Integer.toOctalString(mode) + ") for " + file + ": 0"
                    + Integer.toOctalString(unwanted) + " bit(s) unexpected";
        }
        if (((Number) facts.getOrDefault("size", 0)).longValue() > LIMIT_BYTES) {
            return file + " is larger than " + LIMIT_BYTES + " bytes";
        }
        if (isChecked(RedirectDriver.CHECK_OWNER, RedirectDriver.OWNERS, recipient, true)
                && !ids(RedirectDriver.OWNERS, this::user, recipient.fact("local_user_uid"))
                        .contains(number(facts, "uid"))) {
            return "bad owner for " + file;
        }
        return isChecked(
                                RedirectDriver.CHECK_GROUP,
                                RedirectDriver.OWNGROUPS,
                                recipient,
                                (settings.get(RedirectDriver.MODEMASK) & GROUP_MAY_WRITE) == 0)
                        && !ids(RedirectDriver.OWNGROUPS, this::group, recipient.fact("local_user_gid"))
                                .contains(number(facts, "gid"))
                ? "bad group for " + file
                : "";
    }

    /// By default it is checked if there is something to compare with: the option's list, or the local user.
    private boolean isChecked(
            Option<Optional<Boolean>> check, Option<List<String>> list, Recipient recipient, boolean ofUser) {
        return settings.get(check)
                .orElseGet(() -> !settings.get(list).isEmpty()
                        || (ofUser && recipient.fact("local_user_uid").isPresent()));
    }

    private interface Numbers {
        OptionalInt number(String name) throws IOException;
    }

    private Set<Integer> ids(Option<List<String>> list, Numbers numbers, Optional<org.postern.api.Text> local)
            throws IOException {
        Set<Integer> ids = new HashSet<>();
        local.ifPresent(text -> ids.add(Integer.parseInt(text.value())));
        for (String name : settings.get(list)) {
            if (name.matches("\\d{1,9}")) {
                ids.add(Integer.parseInt(name));
            } else {
                numbers.number(name).ifPresent(ids::add);
            }
        }
        return ids;
    }

    private OptionalInt user(String name) throws IOException {
        return accounts.user(name).stream().mapToInt(Accounts.User::uid).findFirst();
    }

    private OptionalInt group(String name) throws IOException {
        return accounts.group(name).stream().mapToInt(Accounts.Group::gid).findFirst();
    }

    private static int number(Map<String, Object> facts, String name) {
        return ((Number) facts.getOrDefault(name, 0)).intValue();
    }
}
