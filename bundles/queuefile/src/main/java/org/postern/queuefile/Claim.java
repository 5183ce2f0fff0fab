package org.postern.queuefile;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The files of one message that nobody else works on any longer: they have been moved to a directory of
/// their own, whose name is never used again, below the one where they were. Confined to one thread.
///
/// @param home where they were
/// @param directory where they are
/// @param id the id in their names
record Claim(Path home, Path directory, String id) {
    /// Where the directories of claims are.
    static final String PLACE = ".taken";

    private static final List<String> OTHERS = List.of("-D", "-J");

    /// Moves the files of a message away; the `-H` first, which makes them a message.
    static Claim make(Path home, String id) throws IOException {
        Path place = home.resolve(PLACE);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(place, mode);
        }
        Claim claim = new Claim(
                home, Files.createDirectory(place.resolve(UUID.randomUUID().toString()), mode), id);
        Files.move(home.resolve(id + "-H"), claim.header(), StandardCopyOption.ATOMIC_MOVE);
        claim.complete();
        return claim;
    }

    /// The claims of a directory that were not handed over: a crash came in between, or the spool was full.
    static List<Claim> left(Path home) throws IOException {
        Path place = home.resolve(PLACE);
        List<Claim> claims = new ArrayList<>();
        if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> directories = Files.newDirectoryStream(place)) {
                for (Path directory : directories) {
                    id(directory)
                            .ifPresentOrElse(id -> claims.add(new Claim(home, directory, id)), () -> remove(directory));
                }
            }
        }
        return claims;
    }

    private static Optional<String> id(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*-H")) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                String id = name.substring(0, name.length() - 2);
                if (SpoolId.isId(id)) {
                    return Optional.of(id);
                }
            }
        } catch (IOException _) {
            // Nothing is known of it now.
        }
        return Optional.empty();
    }

    /// Removes what is left of a message that was handed over.
    private static void remove(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*-[DJ]")) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException _) {
            // The next look tries again.
        }
    }

    /// Has the other files follow, as far as they are not there yet, and makes that durable.
    void complete() throws IOException {
        for (String end : OTHERS) {
            Path file = directory.resolve(id + end);
            Path before = home.resolve(id + end);
            if (!exists(file) && exists(before)) {
                Files.move(before, file, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        sync(directory);
        sync(home);
    }

    /// Puts all back where it was; the `-H` last.
    void putBack() throws IOException {
        for (String end : List.of("-D", "-J", "-H")) {
            Path file = directory.resolve(id + end);
            if (exists(file)) {
                if (exists(home.resolve(id + end))) {
                    throw new IOException(home.resolve(id + end) + " is there again");
                }
                Files.move(file, home.resolve(id + end), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.deleteIfExists(directory);
    }

    /// The message has been handed over: nothing of it is left.
    void end() {
        remove(directory);
    }

    Path header() {
        return directory.resolve(id + "-H");
    }

    Path data() {
        return directory.resolve(id + "-D");
    }

    Path journal() {
        return directory.resolve(id + "-J");
    }

    /// The files that hold the message, the `-H` first.
    List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(header(), data()));
        if (exists(journal())) {
            files.add(journal());
        }
        return files;
    }

    private static boolean exists(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
