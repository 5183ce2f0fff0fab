package org.postern.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.core.Progress;

/// A journal of a few messages, damaged at every byte in turn.
class DamagedJournalTest {
    private static final int SEGMENT = 8 << 10;

    @TempDir
    Path directory;

    private final Map<String, Location> messages = new LinkedHashMap<>();
    private byte[] intact = new byte[0];
    private String completed = "";
    private int completionEnd;

    @BeforeEach
    void write() throws IOException {
        Path origin = directory.resolve("origin");
        try (JournalSpool spool = new JournalSpool(
                origin, new LocalDisk(), SEGMENT, new RecordingLog(), () -> new SpoolLimits(0, 1 << 20, 0))) {
            for (int i = 0; i < 4; i++) {
                String id = spool.newId();
                spool.accept(Mail.envelope(id), Mail.headers(id), Mail.body("message " + i));
                messages.put(id, spool.location(id).orElseThrow());
            }
            completed = List.copyOf(messages.keySet()).get(1);
            spool.note(completed, new Progress.Completed());
            spool.sync();
            String last = spool.newId();
            spool.accept(Mail.envelope(last), Mail.headers(last), Mail.body("last"));
            messages.put(last, spool.location(last).orElseThrow());
            completionEnd = spool.location(last).orElseThrow().offset();
        }
        intact = Files.readAllBytes(
                SpoolDirectory.files(origin.resolve("journal"), ".seg").getFirst());
    }

    @Test
    void cut_off_anywhere_all_that_was_written_before_is_there_and_nothing_else() throws IOException {
        for (int length = 0; length <= intact.length; length++) {
            RecordingLog log = new RecordingLog();
            List<String> found = recover(Arrays.copyOf(intact, length), log, true);
            assertThat(found).as("cut at %d", length).isEqualTo(expected(0, length));
            assertThat(log.panics()).as("cut at %d", length).isEmpty();
        }
    }

    @Test
    void zeros_from_anywhere_on_are_no_records() throws IOException {
        for (int length = 0; length <= intact.length; length += 7) {
            byte[] zeroed = Arrays.copyOf(Arrays.copyOf(intact, length), intact.length);
            assertThat(recover(zeroed, new RecordingLog(), true))
                    .as("zeros from %d on", length)
                    .isEqualTo(expected(0, length));
        }
    }

    @Test
    void one_wrong_byte_anywhere_costs_one_record_at_most_and_is_told() throws IOException {
        for (int at = 0; at < intact.length; at++) {
            byte[] damaged = intact.clone();
            damaged[at] ^= (byte) (1 << at % 8);
            RecordingLog log = new RecordingLog();
            List<String> found = recover(damaged, log, false);
            List<String> expected = new ArrayList<>(expected(0, intact.length));
            boolean payload = false;
            for (Map.Entry<String, Location> message : messages.entrySet()) {
                Location place = message.getValue();
                int length = RecordHeader.LENGTH + place.metaLength() + place.bodyLength();
                if (at >= place.offset() && at < place.offset() + length) {
                    expected.remove(message.getKey());
                    payload = true;
                }
            }
            boolean completion = !payload && !found.equals(expected);
            if (completion) {
                // the note about the end of a message was hit: the message is there again, it is not lost
                assertThat(at).isBetween(noteStart(), completionEnd);
                expected.add(1, completed);
            }
            assertThat(found).as("wrong byte at %d", at).isEqualTo(expected);
            if (payload || completion) {
                assertThat(log.panics()).as("wrong byte at %d", at).isNotEmpty();
            }
        }
    }

    @Test
    void records_of_an_earlier_use_of_the_file_are_not_taken() throws IOException {
        // the same file under the next number, its start not yet written or written over
        assertThat(recoverAs("00000002.seg", intact)).isEmpty();
        byte[] reused = intact.clone();
        ByteBuffer start = ByteBuffer.wrap(reused);
        new SegmentIdentity(2, 99).encode(start, new java.util.zip.CRC32C());
        assertThat(recoverAs("00000002.seg", reused)).isEmpty();
        ByteBuffer again = ByteBuffer.wrap(reused);
        new SegmentIdentity(1, 99).encode(again, new java.util.zip.CRC32C());
        assertThat(recoverAs("00000001.seg", reused)).isEmpty();
    }

    @Test
    void any_bytes_are_recovered_from_without_harm() throws IOException {
        Random random = new Random(20261121);
        for (int round = 0; round < 300; round++) {
            byte[] damaged = intact.clone();
            for (int count = 1 + random.nextInt(40); count > 0; count--) {
                int at = random.nextInt(damaged.length);
                int length = Math.min(random.nextInt(30), damaged.length - at);
                if (random.nextBoolean()) {
                    random.ints(length).forEach(value -> damaged[random.nextInt(damaged.length)] = (byte) value);
                } else {
                    System.arraycopy(intact, random.nextInt(intact.length - length), damaged, at, length);
                }
            }
            List<String> found = recover(damaged, new RecordingLog(), random.nextBoolean());
            assertThat(messages.keySet()).containsAll(found);
        }
    }

    private int noteStart() {
        Location before = List.copyOf(messages.values()).get(3);
        return before.offset() + (int) before.size();
    }

    /// The messages whose records, and the notes about them, lie within the first `length` bytes.
    private List<String> expected(int from, int length) {
        List<String> ids = new ArrayList<>();
        messages.forEach((id, place) -> {
            int end = place.offset() + RecordHeader.LENGTH + place.metaLength() + place.bodyLength();
            boolean gone = id.equals(completed) && length >= noteEnd();
            if (place.offset() >= from && end <= length && !gone) {
                ids.add(id);
            }
        });
        return ids;
    }

    private int noteEnd() {
        // number, id and kind of the note
        return noteStart() + RecordHeader.LENGTH + 1 + completed.length() + 1;
    }

    private List<String> recoverAs(String name, byte[] bytes) throws IOException {
        SpoolDirectory spool = fresh();
        Files.write(spool.journal().resolve(name), bytes);
        return recover(spool, new RecordingLog());
    }

    private List<String> recover(byte[] bytes, RecordingLog log, boolean last) throws IOException {
        SpoolDirectory spool = fresh();
        Files.write(spool.journal().resolve("00000001.seg"), bytes);
        if (!last) {
            Files.write(spool.journal().resolve("00000002.seg"), new byte[0]);
        }
        return recover(spool, log);
    }

    private SpoolDirectory fresh() throws IOException {
        SpoolDirectory spool = new SpoolDirectory(directory.resolve("copy"));
        spool.create();
        for (Path file : SpoolDirectory.files(spool.journal(), "")) {
            Files.delete(file);
        }
        return spool;
    }

    private static List<String> recover(SpoolDirectory spool, RecordingLog log) throws IOException {
        Segments segments = new Segments(spool.journal(), new UnforcedDisk(), SEGMENT, new Random(1));
        List<Entry> entries = new Recovery(spool, segments, log).recover();
        SegmentReader reader = new SegmentReader();
        for (Entry entry : entries) {
            Accepted accepted = reader.accepted(entry);
            assertThat(accepted.envelope()).isEqualTo(Mail.envelope(entry.id()));
            assertThat(Mail.text(reader.body(entry))).matches("message [0-3]|last");
        }
        return entries.stream().map(Entry::id).toList();
    }
}
