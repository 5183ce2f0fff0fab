package org.postern.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import org.postern.core.Spool;

/// The messages found at the start. Each is read when it is asked for, so that a million of them need no
/// memory at once.
final class RecoveredMessages extends AbstractList<Spool.Recovered> implements RandomAccess {
    private final JournalSpool spool;
    private final List<Entry> entries;

    RecoveredMessages(JournalSpool spool, List<Entry> entries) {
        this.spool = spool;
        this.entries = entries;
    }

    @Override
    public Spool.Recovered get(int index) {
        Entry entry = entries.get(index);
        try {
            return new Spool.Recovered(spool.read(entry), entry.standing().notes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int size() {
        return entries.size();
    }
}
