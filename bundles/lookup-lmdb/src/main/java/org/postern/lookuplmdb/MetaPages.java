package org.postern.lookuplmdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/// What the first two pages of an LMDB file say: each describes a version of the data, and the one with the
/// higher transaction is in force.
///
/// LMDB maps the file into memory and goes where the pages say, so that a file which lacks its end would end
/// the whole process (SIGBUS) as soon as the missing part is read. Therefore the size is compared with what
/// the pages say before LMDB sees the file, and before each lookup.
///
/// @param fileKey the device and the inode
/// @param transaction the number of the last transaction
/// @param mapSize how large the file may become, as its last writer said
/// @param pageSize how large a page is
/// @param pages how many pages there are
/// @param root the page where the data begin; negative if there are none
record MetaPages(Object fileKey, long transaction, long mapSize, long pageSize, long pages, long root) {
    private static final int MAGIC = 0xBEEFC0DE;
    private static final int FORMAT = 1;
    /// How much of a page is read: its head and what is in it of a meta page.
    private static final int LENGTH = 152;
    /// The flag of a meta page.
    private static final int META = 8;

    private static final int FLAGS_AT = 10;
    private static final int MAGIC_AT = 16;
    private static final int FORMAT_AT = 20;
    private static final int MAP_SIZE_AT = 32;
    private static final int PAGE_SIZE_AT = 40;
    /// Where the list of free pages and the data begin: flags, depth and root of each.
    private static final int FREE_AT = 40;

    private static final int DATA_AT = 88;
    private static final int TREE_FLAGS = 4;
    private static final int TREE_DEPTH = 6;
    private static final int TREE_ROOT = 40;
    private static final int LAST_PAGE_AT = 136;
    private static final int TRANSACTION_AT = 144;

    private static final int SMALLEST_PAGE = 512;
    private static final int LARGEST_PAGE = 65_536;
    /// All flags that a tree may have in a file.
    private static final int KNOWN_FLAGS = 0x7e;

    private static final int DEEPEST = 32;

    /// Reads and checks them.
    static MetaPages read(Path file) throws IOException {
        try (FileChannel channel = open(file)) {
            return read(channel, file);
        }
    }

    /// The file, to be read past LMDB.
    static FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            throw new IOException("LMDB: Unable to open " + file + ": No such file or directory", e);
        } catch (AccessDeniedException e) {
            throw new IOException("LMDB: Unable to open " + file + ": Permission denied", e);
        }
    }

    /// Those of an open file.
    static MetaPages read(FileChannel channel, Path file) throws IOException {
        List<ByteBuffer> both = both(channel, file);
        boolean newer = both.get(1).getLong(TRANSACTION_AT) > both.get(0).getLong(TRANSACTION_AT);
        return of(both.get(newer ? 1 : 0), channel, file);
    }

    /// The one of a transaction; empty if two others have ended since.
    static Optional<MetaPages> of(FileChannel channel, Path file, long transaction) throws IOException {
        ByteBuffer page = both(channel, file).get((int) (transaction & 1));
        return page.getLong(TRANSACTION_AT) == transaction ? Optional.of(of(page, channel, file)) : Optional.empty();
    }

    private static List<ByteBuffer> both(FileChannel channel, Path file) throws IOException {
        ByteBuffer first = page(channel, 0, file);
        return List.of(first, page(channel, pageSize(first, file), file));
    }

    private static long pageSize(ByteBuffer page, Path file) throws IOException {
        long size = Integer.toUnsignedLong(page.getInt(PAGE_SIZE_AT));
        if (size < SMALLEST_PAGE || size > LARGEST_PAGE || Long.bitCount(size) != 1) {
            throw damaged(file, "a page size of " + size);
        }
        return size;
    }

    private static ByteBuffer page(FileChannel channel, long position, Path file) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(LENGTH).order(ByteOrder.nativeOrder());
        while (page.hasRemaining()) {
            if (channel.read(page, position + page.position()) < 0) {
                throw damaged(file, "its first pages are not there");
            }
        }
        if (page.getInt(MAGIC_AT) != MAGIC || (page.getShort(FLAGS_AT) & META) == 0) {
            throw new IOException("LMDB: " + file + " is not an LMDB file of this kind of machine");
        }
        if (page.getInt(FORMAT_AT) != FORMAT) {
            throw new IOException("LMDB: " + file + " has format " + page.getInt(FORMAT_AT) + ", known is " + FORMAT);
        }
        return page;
    }

    private static MetaPages of(ByteBuffer page, FileChannel channel, Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new IOException(file + " is not a regular file (lmdb lookup)");
        }
        Object key = Optional.ofNullable(attributes.fileKey()).orElse(file);
        long pageSize = pageSize(page, file);
        long lastPage = page.getLong(LAST_PAGE_AT);
        long mapSize = page.getLong(MAP_SIZE_AT);
        if (lastPage < 1 || lastPage >= Long.MAX_VALUE / pageSize - 1 || mapSize < 0) {
            throw damaged(file, "a last page of " + lastPage + ", a map of " + mapSize);
        }
        checkTree(page, FREE_AT, lastPage, file);
        checkTree(page, DATA_AT, lastPage, file);
        long root = page.getLong(DATA_AT + TREE_ROOT);
        return new MetaPages(key, page.getLong(TRANSACTION_AT), mapSize, pageSize, lastPage + 1, root)
                .within(channel.size(), file);
    }

    /// A tree is empty, or begins at a page behind the first two.
    private static void checkTree(ByteBuffer page, int at, long lastPage, Path file) throws IOException {
        long root = page.getLong(at + TREE_ROOT);
        int depth = Short.toUnsignedInt(page.getShort(at + TREE_DEPTH));
        int flags = at == FREE_AT ? 0 : Short.toUnsignedInt(page.getShort(at + TREE_FLAGS));
        boolean empty = root == -1 && depth == 0;
        boolean possible = root > 1 && root <= lastPage && depth > 0 && depth <= DEEPEST;
        if (!(empty || possible) || (flags & ~KNOWN_FLAGS) != 0) {
            throw damaged(file, "a tree with root " + root + " and depth " + depth);
        }
        if (flags != 0) {
            throw new IOException("LMDB: " + file + " has several values for a key, or an order of its own");
        }
    }

    private MetaPages within(long sizeBytes, Path file) throws IOException {
        if (sizeBytes < usedBytes()) {
            throw damaged(file, "it has " + sizeBytes + " bytes of " + usedBytes());
        }
        return this;
    }

    /// How far the pages in use reach.
    long usedBytes() {
        return pages * pageSize;
    }

    static IOException damaged(Path file, String how) {
        return new IOException("LMDB: " + file + " is truncated or damaged: " + how);
    }
}
