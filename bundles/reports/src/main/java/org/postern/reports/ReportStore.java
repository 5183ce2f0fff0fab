package org.postern.reports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The observations of a server in a directory: a file for each period. At the end of a
/// UTC day, or when a report is asked for, the period ends and the next begins, so that no two overlap.
///
/// What [#append] has taken is durable. Used by the writer's and the reporter's thread; guarded by itself.
/// Only one store at a time may use a directory, which a lock on a file keeps so.
public final class ReportStore implements AutoCloseable {
    private static final Pattern OPEN = Pattern.compile("open-(\\d{1,12})\\.log");
    private static final String LOCK = "lock";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path directory;
    private final long limit;
    private final int longestLine;
    private Optional<FileChannel> lock = Optional.empty();
    private boolean isClosed;

    /// A store in a directory, which is made when it is first needed.
    ///
    /// @param limit the greatest length of one file in bytes
    /// @param longestLine the greatest length of an observation in bytes
    public ReportStore(Path directory, long limit, int longestLine) {
        this.directory = directory;
        this.limit = limit;
        this.longestLine = longestLine;
    }

    private void acquire() throws IOException {
        if (lock.isPresent()) {
            return;
        }
        if (isClosed) {
            throw new IOException(directory + " is closed");
        }
        Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        FileChannel channel =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLocked(channel)) {
            channel.close();
            throw new StoreInUseException(directory);
        }
        lock = Optional.of(channel);
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    /// Adds lines to the period of `now`; returns how many there was no room for.
    public synchronized int append(List<String> lines, Instant now) throws IOException {
        acquire();
        endPeriod(now);
        Path file = open().orElseGet(() -> openName(day(now)));
        boolean isNew = !Files.exists(file);
        int lost = 0;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long position = mend(channel);
            StringBuilder text = new StringBuilder();
            for (String line : lines) {
                if (position + text.length() + line.length() + 1 > limit || line.length() > longestLine) {
                    lost++;
                } else {
                    text.append(line).append('\n');
                }
            }
            write(channel, text.toString(), position);
        }
        if (isNew) {
            forceDirectory();
        }
        return lost;
    }

    /// Cuts off a line that a crash left without its end; the length.
    private long mend(FileChannel channel) throws IOException {
        long size = channel.size();
        long from = Math.max(0, size - longestLine - 1);
        ByteBuffer tail = ByteBuffer.allocate((int) (size - from));
        while (tail.hasRemaining() && channel.read(tail, from + tail.position()) >= 0) {
            // until all of it is there
        }
        int end = tail.position();
        while (end > 0 && tail.get(end - 1) != '\n') {
            end--;
        }
        channel.truncate(from + end);
        return from + end;
    }

    /// Writes all of it, or leaves the file as it was: what is tried again must not be there twice.
    private static void write(FileChannel channel, String text, long position) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes, position + bytes.position());
            }
            channel.force(true);
        } catch (IOException e) {
            channel.truncate(position);
            throw e;
        }
    }

    private void forceDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static Instant day(Instant time) {
        return time.truncatedTo(ChronoUnit.DAYS);
    }

    private Path openName(Instant begin) {
        return directory.resolve("open-" + begin.getEpochSecond() + ".log");
    }

    /// The file that is added to, if there is one.
    public synchronized Optional<Path> open() {
        List<Path> open = allOpen();
        return open.isEmpty() ? Optional.empty() : Optional.of(open.getLast());
    }

    /// The oldest first. There are two after a crash while a period ended.
    private List<Path> allOpen() {
        return files().stream()
                .filter(file -> OPEN.matcher(String.valueOf(file.getFileName())).matches())
                .sorted(Comparator.comparing(ReportStore::begin))
                .toList();
    }

    /// The start of the period that an open file is for.
    public static Instant begin(Path file) {
        Matcher name = OPEN.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? Instant.ofEpochSecond(Long.parseLong(name.group(1))) : Instant.EPOCH;
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(files::add);
        } catch (IOException _) {
            return List.of(); // there is no directory yet
        }
        return files;
    }

    /// Ends the period if its day is over.
    public synchronized void endPeriod(Instant now) throws IOException {
        acquire();
        List<Path> open = allOpen();
        for (int i = 0; i + 1 < open.size(); i++) {
            end(open.get(i), begin(open.get(i + 1)));
        }
        Optional<Path> file = open();
        if (file.isPresent()) {
            Instant midnight = day(begin(file.get())).plus(1, ChronoUnit.DAYS);
            if (!now.isBefore(midnight)) {
                end(file.get(), midnight);
            }
        }
    }

    /// Ends the period now, so that it can be reported; the next one begins now.
    public synchronized void endPeriodEarly(Instant now) throws IOException {
        endPeriod(now);
        Optional<Path> file = open();
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        if (file.isPresent() && Files.size(file.get()) > 0 && second.isAfter(begin(file.get()))) {
            Files.createFile(openName(second));
            end(file.get(), second);
        }
    }

    private void end(Path file, Instant end) throws IOException {
        Files.move(file, directory.resolve(Segment.name(begin(file), end)), StandardCopyOption.ATOMIC_MOVE);
        forceDirectory();
    }

    /// The periods that are over and not yet reported, the oldest first.
    public synchronized List<Segment> ended() {
        return files().stream()
                .flatMap(file -> Segment.of(file).stream())
                .sorted(Comparator.comparing(Segment::begin))
                .toList();
    }

    /// Forgets a period, all of whose reports have gone.
    public synchronized void remove(Segment segment) throws IOException {
        Files.deleteIfExists(segment.file());
        forceDirectory();
        Files.deleteIfExists(segment.journal());
    }

    @Override
    public synchronized void close() throws IOException {
        isClosed = true;
        if (lock.isPresent()) {
            lock.get().close();
            lock = Optional.empty();
        }
    }
}
