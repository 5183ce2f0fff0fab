package org.postern.queuefile;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.MailLog;
import org.postern.api.mail.Intake;
import org.postern.api.system.Identity;

/// Takes up the messages whose spool files appear in a directory: `-H` and `-D`, and the journal `-J` of
/// deliveries that were done. What is broken stays where it is and is told of once. Confined to one thread.
///
/// @param intake who takes messages over
/// @param own as whom the server works
/// @param told what has been said of a file, which is not said again while it is the same
record Pickup(Intake intake, Identity own, Map<Path, String> told) {
    /// How many messages one look takes up in each directory, at most.
    static final int MAX_AT_ONCE = 10_000;

    /// How long a `-H` may wait for its `-D` before this is told.
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    Pickup(Intake intake, Identity own) {
        this(intake, own, new HashMap<>());
    }

    /// The directory and, where it is split, those in it that have one letter or digit as their names.
    static List<Path> directories(Path root) throws IOException {
        List<Path> all = new ArrayList<>(List.of(root));
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(root, "[0-9A-Za-z]")) {
            for (Path part : parts) {
                if (Files.isDirectory(part, LinkOption.NOFOLLOW_LINKS)) {
                    all.add(part);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return all;
    }

    /// Takes up what is there.
    void look(Path root, MailLog log) {
        Set<Path> seen = new HashSet<>();
        try {
            for (Path directory : directories(root)) {
                seen.add(directory);
                look(directory, seen, log);
            }
        } catch (IOException e) {
            tell(root, e.toString(), log);
            seen.add(root);
        }
        told.keySet().removeIf(file -> !seen.contains(file) && !Files.exists(file, LinkOption.NOFOLLOW_LINKS));
    }

    private void look(Path directory, Set<Path> seen, MailLog log) throws IOException {
        TrustedFiles trusted = new TrustedFiles(directory, own.uid());
        try {
            trusted.checkDirectory();
        } catch (IOException e) {
            tell(directory, String.valueOf(e.getMessage()), log);
            return;
        }
        told.remove(directory);
        for (Claim claim : Claim.left(directory)) {
            seen.add(claim.header());
            resume(claim, log);
        }
        for (String id : ids(directory)) {
            Path header = directory.resolve(id + "-H");
            seen.add(header);
            try {
                take(id, trusted, log);
            } catch (NoSuchFileException _) {
                // Whoever else works here was faster.
            } catch (IOException | RuntimeException e) { // whatever it is, the next message is to be taken
                leave(header, stamp(directory, id), e, log);
            }
        }
    }

    private static List<String> ids(Path directory) throws IOException {
        List<String> ids = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*-H")) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                String id = name.substring(0, name.length() - 2);
                if (SpoolId.isId(id) && ids.size() < MAX_AT_ONCE) {
                    ids.add(id);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return ids;
    }

    /// Reads before anything is moved, so that what is broken stays as it is.
    private void take(String id, TrustedFiles trusted, MailLog log) throws IOException {
        Path directory = trusted.directory();
        Path header = directory.resolve(id + "-H");
        Path data = directory.resolve(id + "-D");
        String stamp = stamp(directory, id);
        if (stamp.equals(told.get(header))) {
            return;
        }
        if (!Files.exists(data, LinkOption.NOFOLLOW_LINKS)) {
            Instant since =
                    Files.getLastModifiedTime(header, LinkOption.NOFOLLOW_LINKS).toInstant();
            if (since.plus(PATIENCE).isBefore(Instant.now())) {
                leave(header, stamp, new BrokenFile("there is no -D file"), log);
            }
            return;
        }
        HeaderFileReader.read(id, trusted.read(header));
        trusted.check(data);
        Optional<DataLock> lock = DataLock.take(data, id);
        if (lock.isPresent()) {
            try (DataLock _ = lock.get()) {
                handOver(Claim.make(directory, id), log);
            }
        }
    }

    private void resume(Claim claim, MailLog log) {
        try {
            claim.complete();
            handOver(claim, log);
        } catch (IOException | RuntimeException e) { // whatever it is, the next message is to be taken
            tell(claim.header(), String.valueOf(e.getMessage()), log);
        }
    }

    /// What cannot be taken now, as when the spool is full, stays claimed; the next look tries again.
    private void handOver(Claim claim, MailLog log) throws IOException {
        try {
            TrustedFiles trusted = new TrustedFiles(claim.home(), own.uid());
            HeaderFile file = HeaderFileReader.read(claim.id(), trusted.read(claim.header()));
            trusted.check(claim.data());
            intake.take(new Arriving(file, delivered(claim, trusted))
                    .arrival(
                            claim.home().resolve(claim.id() + "-H").toString(),
                            NetworkLines.of(claim.data(), claim.id()),
                            claim.files()));
            claim.end();
        } catch (BrokenFile e) {
            claim.putBack();
            leave(claim.home().resolve(claim.id() + "-H"), stamp(claim.home(), claim.id()), e, log);
        } catch (IOException e) {
            tell(claim.header(), "cannot be taken up now: " + e.getMessage(), log);
        }
    }

    /// The addresses of the journal. A line that was not finished does not count.
    private static Set<String> delivered(Claim claim, TrustedFiles trusted) throws IOException {
        if (!Files.exists(claim.journal(), LinkOption.NOFOLLOW_LINKS)) {
            return Set.of();
        }
        String text = trusted.read(claim.journal());
        Set<String> delivered = new HashSet<>();
        for (int start = 0, end = text.indexOf('\n'); end >= 0; start = end + 1, end = text.indexOf('\n', start)) {
            if (end > start) {
                delivered.add(text.substring(start, end));
            }
        }
        return delivered;
    }

    private void leave(Path file, String stamp, Exception reason, MailLog log) {
        told.put(file, stamp);
        String what = reason instanceof BrokenFile broken ? String.valueOf(broken.getMessage()) : reason.toString();
        log.panic("queuefile: " + file + " is left where it is: " + what);
    }

    private void tell(Path file, String what, MailLog log) {
        if (!what.equals(told.put(file, what))) {
            log.panic("queuefile: " + file + ": " + what);
        }
    }

    /// What changes when somebody repairs a message.
    private static String stamp(Path directory, String id) throws IOException {
        return stamp(directory.resolve(id + "-H")) + ' ' + stamp(directory.resolve(id + "-D"));
    }

    private static String stamp(Path file) throws IOException {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                ? Files.readAttributes(file, "unix:ino,ctime,size", LinkOption.NOFOLLOW_LINKS)
                        .toString()
                : "none";
    }
}
