package org.postern.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postern.api.MailLog;
import org.postern.core.Progress;

/// Reads the journal that the last process left: which messages there are and how far they have come.
///
/// What cannot be read is told apart by where it stands. In the last segment, from the beginning of its
/// last group on, it is a write that the crash interrupted: nobody was told that it is durable, and it is
/// cut off. Anywhere else it was durable once: the bytes are copied to `journal/corrupt`, the panic log
/// names them, and all that can be read before and after them counts.
final class Recovery {
    private static final Pattern SEGMENT = Pattern.compile("(\\d{8})\\.seg");

    private final SpoolDirectory directory;
    private final Segments segments;
    private final MailLog log;
    private final Map<String, Entry> live = new LinkedHashMap<>();
    private boolean damaged;

    Recovery(SpoolDirectory directory, Segments segments, MailLog log) {
        this.directory = directory;
        this.segments = segments;
        this.log = log;
    }

    /// The messages that are not completed, in the order in which they were accepted. The segments are made
    /// known.
    List<Entry> recover() throws IOException {
        List<Path> files = segmentFiles();
        for (int i = 0; i < files.size(); i++) {
            read(files.get(i), i == files.size() - 1);
        }
        dropBodiless();
        removeOrphans();
        return List.copyOf(live.values());
    }

    private List<Path> segmentFiles() throws IOException {
        List<Path> files = new ArrayList<>(SpoolDirectory.files(directory.journal(), ".seg"));
        files.removeIf(file -> {
            boolean foreign = !SEGMENT.matcher(file.getFileName().toString()).matches();
            if (foreign) {
                log.panic("spool: " + file + " is not a segment of the journal: left alone");
            }
            return foreign;
        });
        return files;
    }

    private void read(Path file, boolean last) throws IOException {
        int number = Integer.parseInt(file.getFileName().toString().substring(0, 8));
        try (SegmentImage image = SegmentImage.read(file, number)) {
            Segment segment = new Segment(file, image.identity(), 0);
            SegmentImage.Findings findings = image.search((header, _) -> take(header, image, segment));
            segment.length(findings.end());
            for (SegmentImage.Damage damage : findings.damages()) {
                report(segment, image, damage, last && damage.from() >= findings.lastGroup());
            }
            if (!findings.complete()) {
                incomplete(segment, last);
            }
            segments.found(segment);
        }
    }

    private void incomplete(Segment segment, boolean last) {
        if (!last) {
            damaged = true;
            log.panic("spool: " + segment + " has no end after " + segment.length()
                    + ": records that followed may be lost");
            return;
        }
        try {
            segments.endFound(segment);
        } catch (IOException e) {
            log.panic("spool: cannot end " + segment + ": " + e);
        }
    }

    private void take(RecordHeader header, SegmentImage image, Segment segment) throws IOException {
        try {
            Decoder fields = image.fields(header);
            switch (header.kind()) {
                case ACCEPT -> accept(Accepted.decodeOpening(fields), header, segment);
                case NOTE -> note(fields.text(), Notes.decode(fields));
                case ABORT -> remove(fields.text());
                case END -> throw new FormatException("a record of the kind " + header.kind());
            }
        } catch (FormatException e) {
            log.panic("spool: " + segment + " at " + header.offset() + ": " + e.getMessage());
            save(segment, image, new SegmentImage.Damage(header.offset(), header.offset() + (int) header.size()));
        }
    }

    private void accept(Accepted.Opening opening, RecordHeader header, Segment segment) {
        remove(opening.id());
        Entry entry = new Entry(opening.id(), opening.body() instanceof BodyPlace.InFile, opening.standing());
        entry.location(new Location(segment, header.offset(), header.metaLength(), header.bodyLength()));
        segment.keep(header.size());
        live.put(opening.id(), entry);
    }

    private void note(String id, Progress progress) {
        Entry entry = live.get(id);
        if (entry == null) {
            return; // its message was completed and removed with an older segment
        }
        entry.apply(progress);
        if (progress instanceof Progress.Completed) {
            remove(id);
        }
    }

    private void remove(String id) {
        Entry entry = live.remove(id);
        if (entry != null) {
            entry.location().ifPresent(location -> location.segment().release(location.size()));
        }
    }

    private void report(Segment segment, SegmentImage image, SegmentImage.Damage damage, boolean unfinished)
            throws IOException {
        int length = damage.to() - damage.from();
        if (unfinished) {
            log.main("spool: " + segment + ": cut off " + length + " bytes of an unfinished write at " + damage.from());
            return;
        }
        log.panic("spool: " + segment + ": " + length + " bytes at " + damage.from() + " cannot be read");
        save(segment, image, damage);
    }

    private void save(Segment segment, SegmentImage image, SegmentImage.Damage damage) throws IOException {
        damaged = true;
        Path file = directory.corrupt().resolve("%08d-%d".formatted(segment.number(), damage.from()));
        Files.write(
                file,
                image.copy(damage.from(), damage.to() - damage.from()),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
    }

    /// A message without its body cannot be delivered.
    private void dropBodiless() {
        SegmentReader reader = new SegmentReader();
        for (Entry entry : List.copyOf(live.values())) {
            Optional<String> problem = entry.bodyInFile() ? bodyProblem(entry, reader) : Optional.empty();
            problem.ifPresent(text -> {
                log.write(MailLog.Stream.PANIC, entry.id(), "spool: " + text + ": the message is lost");
                remove(entry.id());
            });
        }
    }

    private Optional<String> bodyProblem(Entry entry, SegmentReader reader) {
        Path file = directory.body(entry.id());
        try {
            long size = Files.size(file);
            BodyPlace place = reader.accepted(entry).opening().body();
            boolean whole = !(place instanceof BodyPlace.InFile(long offset, long length)) || offset + length <= size;
            return whole ? Optional.empty() : Optional.of(file + " has only " + size + " bytes");
        } catch (IOException e) {
            return Optional.of("no body: " + e);
        }
    }

    /// Files that no message refers to: left by a crash between their making and the record. If records
    /// were lost, they may belong to those: they are kept.
    private void removeOrphans() throws IOException {
        for (Path file : SpoolDirectory.files(directory.incoming(), "")) {
            Files.delete(file);
        }
        for (Path file : SpoolDirectory.files(directory.body(), "")) {
            String id = file.getFileName().toString();
            if (live.containsKey(id)) {
                continue;
            }
            if (damaged) {
                Files.move(file, directory.corrupt().resolve(id));
                log.panic("spool: " + file + " belongs to no message: moved to " + directory.corrupt());
            } else {
                Files.delete(file);
            }
        }
    }
}
