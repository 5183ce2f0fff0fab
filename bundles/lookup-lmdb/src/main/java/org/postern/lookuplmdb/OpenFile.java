package org.postern.lookuplmdb;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.lmdbjava.ByteArrayProxy;
import org.lmdbjava.Dbi;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.LmdbException;
import org.lmdbjava.Txn;

/// An LMDB file that is open. Safe for any number of threads, but for writing and closing.
///
/// LMDB keeps who reads and who writes in a lock file beside the data, `FILE-lock`. Where we may not write
/// that,
/// or where it belongs to a file that stood here before and another process still uses it, we read without
/// it:
/// then what was read only counts if no transaction ended meanwhile, since pages are not used again before.
///
/// @param fileKey the device and the inode
/// @param locked whether with the lock file
/// @param readers places for those who read
record OpenFile(
        Path file,
        Env<byte[]> env,
        Dbi<byte[]> database,
        Object fileKey,
        long mapBytes,
        boolean writable,
        boolean locked,
        Semaphore readers) {
    /// How many may read at a time. The lock file has room for 126 of all processes.
    private static final int READERS = 48;

    private static final int MODE = 0600;
    /// How large the map of a file is at least that we write.
    private static final long SMALLEST_MAP = 1L << 24;

    private static final int LONGEST_KEY = 511;
    /// How often the lock file is compared with the data, which may change meanwhile.
    private static final int COMPARISONS = 3;

    private static final String DENIED = "Permission denied";

    /// Opens a file.
    ///
    /// @param now what it says of itself; empty if it is to be made
    /// @param atLeastBytes how large the map must be
    static OpenFile open(Path file, Optional<MetaPages> now, boolean writable, long atLeastBytes) throws IOException {
        long known =
                now.map(pages -> Math.max(pages.mapSize(), pages.usedBytes())).orElse(0L);
        long wanted = Math.max(known, atLeastBytes);
        if (writable) {
            OpenFile opened = open(file, Math.max(wanted, SMALLEST_MAP), EnvFlags.MDB_NOTLS);
            if (opened.hasOtherLock()) {
                opened.close();
                throw new IOException("LMDB: " + file + "-lock belongs to a file that was here before, and is in use");
            }
            return opened;
        }
        try {
            OpenFile opened = open(file, wanted, EnvFlags.MDB_NOTLS, EnvFlags.MDB_RDONLY_ENV);
            if (!opened.hasOtherLock()) {
                return opened;
            }
            opened.close();
        } catch (AccessDeniedException e) {
            if (!Files.isReadable(file)) {
                throw e;
            }
        }
        return open(file, wanted, EnvFlags.MDB_NOTLS, EnvFlags.MDB_RDONLY_ENV, EnvFlags.MDB_NOLOCK);
    }

    private static OpenFile open(Path file, long mapBytes, EnvFlags... how) throws IOException {
        Set<EnvFlags> flags = EnumSet.of(EnvFlags.MDB_NOSUBDIR, how);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(Env.class.getClassLoader()); // where JNR looks for its parts
        try {
            Env<byte[]> env = Env.create(ByteArrayProxy.PROXY_BA)
                    .setMapSize(mapBytes)
                    .open(file.toFile(), MODE, flags.toArray(EnvFlags[]::new));
            return opened(file, env, mapBytes, flags);
        } catch (LmdbException e) {
            throw failure("Unable to open", file, e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static OpenFile opened(Path file, Env<byte[]> env, long mapBytes, Set<EnvFlags> flags) throws IOException {
        boolean ready = false;
        try {
            OpenFile opened = new OpenFile(
                    file,
                    env,
                    env.openDbi((String) null),
                    MetaPages.read(file).fileKey(),
                    mapBytes,
                    !flags.contains(EnvFlags.MDB_RDONLY_ENV),
                    !flags.contains(EnvFlags.MDB_NOLOCK),
                    new Semaphore(READERS, true));
            ready = true;
            return opened;
        } finally {
            if (!ready) {
                env.close();
            }
        }
    }

    /// Whether this is the file that is there now, all of it in the map, and fit for writing if that is
    /// wanted.
    boolean serves(MetaPages now, boolean forWriting) {
        return fileKey.equals(now.fileKey()) && now.usedBytes() <= mapBytes && (writable || !forWriting);
    }

    /// Whether the lock file is about another file: it counts other transactions.
    private boolean hasOtherLock() throws IOException {
        for (int i = 0; i < COMPARISONS; i++) {
            long before = MetaPages.read(file).transaction();
            long counted = env.info().lastTransactionId;
            if (before <= counted && counted <= MetaPages.read(file).transaction()) {
                return false;
            }
        }
        return true;
    }

    /// The value of a key; empty if it is not sure, because the file changed meanwhile.
    Optional<Optional<byte[]>> get(byte[] key) throws IOException {
        if (key.length == 0 || key.length > LONGEST_KEY) {
            return Optional.of(Optional.empty());
        }
        readers.acquireUninterruptibly();
        try (FileChannel channel = MetaPages.open(file);
                Txn<byte[]> transaction = env.txnRead()) {
            Optional<MetaPages> meta = MetaPages.of(channel, file, transaction.getId());
            if (meta.isEmpty() || !meta.get().fileKey().equals(fileKey)) {
                return Optional.empty();
            }
            new Descent(channel, file, meta.get()).check(key);
            Optional<byte[]> value = Optional.ofNullable(database.get(transaction, key));
            boolean sure = locked || MetaPages.read(channel, file).transaction() == transaction.getId();
            return sure ? Optional.of(value) : Optional.empty();
        } catch (Dbi.MapResizedException e) {
            throw e;
        } catch (LmdbException e) {
            throw failure("lookup error in", file, e);
        } finally {
            readers.release();
        }
    }

    /// Sets the value of a key; always true.
    boolean put(byte[] key, byte[] value) throws IOException {
        checkLength(key);
        try (Txn<byte[]> transaction = env.txnWrite()) {
            database.put(transaction, key, value);
            transaction.commit();
            return true;
        } catch (Env.MapFullException | Dbi.MapResizedException e) {
            throw e;
        } catch (LmdbException e) {
            throw failure("Unable to write", file, e);
        }
    }

    /// Takes a key away; what its value was.
    Optional<byte[]> delete(byte[] key) throws IOException {
        checkLength(key);
        try (Txn<byte[]> transaction = env.txnWrite()) {
            Optional<byte[]> old = Optional.ofNullable(database.get(transaction, key));
            if (old.isPresent()) {
                database.delete(transaction, key);
                transaction.commit();
            }
            return old;
        } catch (Env.MapFullException | Dbi.MapResizedException e) {
            throw e;
        } catch (LmdbException e) {
            throw failure("Unable to write", file, e);
        }
    }

    private static void checkLength(byte[] key) throws IOException {
        if (key.length == 0 || key.length > LONGEST_KEY) {
            throw new IOException("LMDB: a key has 1 to " + LONGEST_KEY + " bytes, not " + key.length);
        }
    }

    private static IOException failure(String what, Path file, LmdbException e) {
        String reason = String.valueOf(e.getMessage());
        return reason.contains(DENIED)
                ? new AccessDeniedException(file.toString(), null, reason)
                : new IOException("LMDB: " + what + " " + file + ": " + reason, e);
    }

    void close() {
        env.close();
    }
}
