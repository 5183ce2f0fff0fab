package org.postern.spool;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postern.core.Progress;

/// Something that a thread has given to the writer. All but the making happens in the writer's thread.
abstract sealed class Pending {
    private @Nullable Pending next;

    Optional<Pending> next() {
        return Optional.ofNullable(next);
    }

    void next(@Nullable Pending later) {
        next = later;
    }

    /// What is to be written; empty for nothing.
    abstract Optional<JournalRecord> record();

    /// Whether someone waits for it, so that it is to be made durable at once.
    abstract boolean urgent();

    /// The record stands there now, perhaps not durably.
    abstract void placed(Segment segment, int offset);

    /// The record, and all before it, is durable.
    abstract void durable(Bookkeeping books);

    /// It could not be made durable: perhaps it is on disk, perhaps not. What must be written in its place
    /// once the disk works again is given to `books`.
    abstract void failed(IOException reason, Bookkeeping books);

    /// A message that is accepted, or moved to another segment.
    static final class Storing extends Pending {
        private final JournalRecord record;
        private final Entry entry;
        private final Ticket ticket = new Ticket();
        private final boolean move;
        private @Nullable Location location;

        Storing(JournalRecord record, Entry entry, boolean move) {
            this.record = record;
            this.entry = entry;
            this.move = move;
        }

        Ticket ticket() {
            return ticket;
        }

        @Override
        Optional<JournalRecord> record() {
            return Optional.of(record);
        }

        @Override
        boolean urgent() {
            return true;
        }

        @Override
        void placed(Segment segment, int offset) {
            location = new Location(
                    segment, offset, record.meta().length(), record.body().length());
        }

        @Override
        void durable(Bookkeeping books) {
            Location place = location;
            if (place == null) {
                throw new IllegalStateException("durable before it was placed");
            }
            books.kept(entry, place);
            ticket.durable();
        }

        @Override
        void failed(IOException reason, Bookkeeping books) {
            if (!move) {
                cancel(books);
            }
            ticket.failed(reason);
        }

        private void cancel(Bookkeeping books) {
            if (location == null) {
                books.gone(entry);
            } else {
                books.owe(new Aborting(entry));
            }
        }
    }

    /// A message whose ACCEPT may have been written although its sender was told otherwise.
    static final class Aborting extends Pending {
        private final JournalRecord record;
        private final Entry entry;

        Aborting(Entry entry) {
            this.entry = entry;
            this.record = JournalRecord.of(RecordHeader.Kind.ABORT, new Encoder(32).text(entry.id()));
        }

        @Override
        Optional<JournalRecord> record() {
            return Optional.of(record);
        }

        @Override
        boolean urgent() {
            return true;
        }

        @Override
        void placed(Segment segment, int offset) {}

        @Override
        void durable(Bookkeeping books) {
            books.gone(entry);
        }

        @Override
        void failed(IOException reason, Bookkeeping books) {
            books.owe(this);
        }
    }

    /// A note about a message.
    static final class Noting extends Pending {
        private final JournalRecord record;
        private final Entry entry;
        private final boolean last;

        Noting(Entry entry, Progress progress) {
            Encoder fields = new Encoder(64).text(entry.id());
            Notes.encode(progress, fields);
            this.record = JournalRecord.of(RecordHeader.Kind.NOTE, fields);
            this.entry = entry;
            this.last = progress instanceof Progress.Completed;
        }

        @Override
        Optional<JournalRecord> record() {
            return Optional.of(record);
        }

        @Override
        boolean urgent() {
            return false;
        }

        @Override
        void placed(Segment segment, int offset) {}

        @Override
        void durable(Bookkeeping books) {
            if (last) {
                books.gone(entry);
            }
        }

        @Override
        void failed(IOException reason, Bookkeeping books) {
            books.owe(this);
        }
    }

    /// A thread that waits for all that was given before.
    static final class Barrier extends Pending {
        private final Ticket ticket = new Ticket();

        Ticket ticket() {
            return ticket;
        }

        @Override
        Optional<JournalRecord> record() {
            return Optional.empty();
        }

        @Override
        boolean urgent() {
            return true;
        }

        @Override
        void placed(Segment segment, int offset) {}

        @Override
        void durable(Bookkeeping books) {
            ticket.durable();
        }

        @Override
        void failed(IOException reason, Bookkeeping books) {
            ticket.failed(reason);
        }
    }
}
