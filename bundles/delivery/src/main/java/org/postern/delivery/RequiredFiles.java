package org.postern.delivery;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.system.Accounts;

/// The generic option `require_files`: each item is a file that must be there, with `!` before it one that
/// must not, with `+` one that counts as absent if it may not be looked for; an item without a slash is the
/// user (and after a comma the group) who must be able to read the files after it. Used by one thread, for
/// one list.
final class RequiredFiles {
    private static final int READ = 4;
    private static final int SEARCH = 1;

    private final Accounts accounts;
    private Optional<Reader> reader = Optional.empty();

    RequiredFiles(Accounts accounts) {
        this.accounts = accounts;
    }

    /// Who must be able to read a file.
    private record Reader(int uid, int gid) {}

    /// Whether all are as they must be. An exception means that it cannot be known now.
    boolean hold(List<Expression> items, Context context) throws ExpansionException {
        for (Expression item : items) {
            String text = expanded(item, context);
            if (text.isEmpty()) {
                continue;
            }
            if (text.indexOf('/') < 0) {
                reader = Optional.of(reader(text));
            } else if (!holds(text)) {
                return false;
            }
        }
        return true;
    }

    private static String expanded(Expression item, Context context) throws ExpansionException {
        try {
            return item.expandUnlessForced(context).orElse(Text.EMPTY).value().strip();
        } catch (ExpansionException e) {
            throw Failed.expansion(item.source(), " for require_files", e);
        }
    }

    private Reader reader(String text) throws ExpansionException {
        int comma = text.indexOf(',');
        String name = comma < 0 ? text : text.substring(0, comma);
        try {
            Optional<Accounts.User> user = accounts.user(name);
            boolean number = isNumber(name);
            if (user.isEmpty() && !number) {
                throw ExpansionException.error("user \"" + text + "\" for require_files not found");
            }
            int uid = user.isPresent() ? user.get().uid() : Integer.parseInt(name);
            if (comma >= 0) {
                return new Reader(uid, group(text.substring(comma + 1).strip()));
            }
            if (user.isEmpty()) {
                throw ExpansionException.error("group missing after numerical uid " + uid + " for require_files");
            }
            return new Reader(uid, user.get().gid());
        } catch (IOException e) {
            throw ExpansionException.defer("require_files: the users cannot be looked up: " + e.getMessage());
        }
    }

    private int group(String name) throws IOException, ExpansionException {
        if (isNumber(name)) {
            return Integer.parseInt(name);
        }
        return accounts.group(name)
                .orElseThrow(() -> ExpansionException.error("group \"" + name + "\" for require_files not found\n"))
                .gid();
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d{1,9}");
    }

    private boolean holds(String item) throws ExpansionException {
        String path = item;
        boolean lenient = path.startsWith("+");
        if (lenient) {
            path = path.substring(1).stripLeading();
        }
        boolean wanted = !path.startsWith("!");
        if (!wanted) {
            path = path.substring(1).stripLeading();
        }
        if (!path.startsWith("/")) {
            throw ExpansionException.error("require_files: \"" + path + "\" is not absolute");
        }
        return exists(path, lenient) == wanted;
    }

    private boolean exists(String path, boolean lenient) throws ExpansionException {
        try {
            Path file = Path.of(path);
            if (reader.isPresent() && !reader.get().equals(new Reader(0, 0))) {
                check(file, reader.get());
            } else {
                Files.readAttributes(file, "size");
            }
            return true;
        } catch (NoSuchFileException _) {
            return false;
        } catch (AccessDeniedException _) {
            if (lenient) {
                return false;
            }
            throw ExpansionException.defer("require_files: error for " + path + ": Permission denied");
        } catch (FileSystemException e) {
            String reason = String.valueOf(e.getReason());
            if (reason.contains("Not a directory")) {
                return false;
            }
            throw ExpansionException.defer("require_files: error for " + path + ": " + reason);
        } catch (IOException | InvalidPathException e) {
            throw ExpansionException.defer("require_files: error for " + path + ": " + e.getMessage());
        }
    }

    /// Whether another user may read the file: by its mode and those of the directories above it.
    private static void check(Path file, Reader reader) throws IOException {
        Path root = file.getRoot();
        Path sofar = root;
        for (Path name : file.normalize()) {
            require(sofar, reader, SEARCH);
            sofar = sofar.resolve(name);
        }
        require(sofar, reader, READ);
    }

    private static void require(Path file, Reader reader, int permission) throws IOException {
        Map<String, Object> facts = Files.readAttributes(file, "unix:mode,uid,gid");
        int mode = number(facts, "mode");
        int bits = number(facts, "uid") == reader.uid()
                ? mode >> 6
                : number(facts, "gid") == reader.gid() ? mode >> 3 : mode;
        if ((bits & permission) == 0 && reader.uid() != 0) {
            throw new AccessDeniedException(file.toString());
        }
    }

    private static int number(Map<String, Object> facts, String name) {
        return ((Number) facts.getOrDefault(name, 0)).intValue();
    }
}
