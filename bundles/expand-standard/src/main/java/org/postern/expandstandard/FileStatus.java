package org.postern.expandstandard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// `${stat:PATH}`: what the file system knows of a file, as a string for `${extract{name}{...}}`.
final class FileStatus {
    private FileStatus() {}

    static Operator operator() {
        return new Operator("stat", (subject, _, _) -> {
            FileNames.refuseTainted(subject);
            return Text.trusted(status(subject.value()));
        });
    }

    private static String status(String name) throws ExpansionException {
        try {
            return describe(Files.readAttributes(
                    FileNames.path(name),
                    "unix:mode,ino,dev,nlink,uid,gid,size,lastAccessTime,lastModifiedTime,ctime"));
        } catch (NoSuchFileException _) {
            throw ExpansionException.error("stat(" + name + ") failed: No such file or directory");
        } catch (IOException | InvalidPathException e) {
            throw ExpansionException.error("stat(" + name + ") failed: " + e.getMessage());
        }
    }

    private static String describe(Map<String, Object> facts) {
        int mode = (int) number(facts, "mode");
        return String.format(
                "mode=%04o smode=%s inode=%d device=%d links=%d uid=%d gid=%d size=%d atime=%d mtime=%d ctime=%d",
                mode & 077777,
                symbolic(mode),
                number(facts, "ino"),
                number(facts, "dev"),
                number(facts, "nlink"),
                number(facts, "uid"),
                number(facts, "gid"),
                number(facts, "size"),
                seconds(facts, "lastAccessTime"),
                seconds(facts, "lastModifiedTime"),
                seconds(facts, "ctime"));
    }

    private static String symbolic(int mode) {
        String kind = switch (mode & 0170000) {
            case 0040000 -> "d";
            case 0120000 -> "l";
            case 0100000 -> "-";
            case 0140000 -> "s";
            case 0010000 -> "p";
            case 0060000 -> "b";
            default -> "c";
        };
        StringBuilder symbols = new StringBuilder(kind);
        for (int bit = 8; bit >= 0; bit--) {
            symbols.append(((mode >> bit) & 1) == 0 ? '-' : "xwr".charAt(bit % 3));
        }
        return symbols.toString();
    }

    private static long number(Map<String, Object> facts, String name) {
        return facts.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private static long seconds(Map<String, Object> facts, String name) {
        return facts.get(name) instanceof FileTime time ? time.toMillis() / 1000 : 0;
    }
}
