package org.postern.lookuplmdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/// The way from the root of the data to one key, looked at before LMDB goes it: LMDB ends the process, or
/// reads
/// what is not there, where a page on its way is not what it should be. Here each such page is a damaged
/// file.
///
/// A page has a head, places of its nodes in the order of their keys, and the nodes, each with a head and a
/// key.
/// In a branch a node names the page below; in a leaf the value follows, or the pages where it is. The
/// search is
/// LMDB's own, so that both see the same pages.
///
/// @param channel the file
/// @param meta of the transaction that is read
record Descent(FileChannel channel, Path file, MetaPages meta) {
    private static final int DEEPEST = 32;

    private static final int NUMBER_AT = 0;
    private static final int FLAGS_AT = 10;
    private static final int LOWER_AT = 12;
    private static final int UPPER_AT = 14;
    private static final int COUNT_AT = 12;
    private static final int PAGE_HEAD = 16;
    private static final int NODE_HEAD = 8;

    private static final int BRANCH = 1;
    private static final int LEAF = 2;
    private static final int OVERFLOW = 4;
    /// A value that has pages of its own.
    private static final int BIG = 1;

    /// Throws if a page on the way to `key` is damaged.
    void check(byte[] key) throws IOException {
        if (meta.root() < 0) {
            return;
        }
        long number = meta.root();
        for (int depth = 0; depth < DEEPEST; depth++) {
            ByteBuffer page = page(number);
            int flags = Short.toUnsignedInt(page.getShort(FLAGS_AT)) & (BRANCH | LEAF | OVERFLOW);
            if (flags == LEAF) {
                checkLeaf(page, key);
                return;
            }
            if (flags != BRANCH || nodes(page) < 2) {
                throw damaged("page " + number + " is no branch and no leaf");
            }
            number = below(page, key);
        }
        throw damaged("its branches have no end");
    }

    private ByteBuffer page(long number) throws IOException {
        ByteBuffer page = read(number, (int) meta.pageSize());
        int lower = Short.toUnsignedInt(page.getShort(LOWER_AT));
        int upper = Short.toUnsignedInt(page.getShort(UPPER_AT));
        if (lower < PAGE_HEAD || upper < lower || upper > meta.pageSize()) {
            throw damaged("page " + number + " ends before it begins");
        }
        return page;
    }

    private ByteBuffer read(long number, int length) throws IOException {
        if (number < 2 || number >= meta.pages()) {
            throw damaged("there is no page " + number);
        }
        ByteBuffer page = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
        while (page.hasRemaining()) {
            if (channel.read(page, number * meta.pageSize() + page.position()) < 0) {
                throw damaged("page " + number + " is not there");
            }
        }
        if (page.getLong(NUMBER_AT) != number) {
            throw damaged("page " + number + " says that it is " + page.getLong(NUMBER_AT));
        }
        return page;
    }

    private static int nodes(ByteBuffer page) {
        return (Short.toUnsignedInt(page.getShort(LOWER_AT)) - PAGE_HEAD) / 2;
    }

    /// The page below a branch in which the key is. The key of the first node does not count.
    private long below(ByteBuffer page, byte[] key) throws IOException {
        Place place = place(page, key, 1);
        int node = node(page, place.exact() ? place.index() : place.index() - 1);
        return size(page, node) | (long) flags(page, node) << Integer.SIZE;
    }

    private void checkLeaf(ByteBuffer page, byte[] key) throws IOException {
        Place place = place(page, key, 0);
        if (!place.exact()) {
            return;
        }
        int node = node(page, place.index());
        long value = node + NODE_HEAD + (long) keyLength(page, node);
        boolean big = (flags(page, node) & BIG) != 0;
        long end = value + (big ? Long.BYTES : size(page, node));
        if ((flags(page, node) & ~BIG) != 0 || end > meta.pageSize()) {
            throw damaged("a value that does not fit its page");
        }
        if (big) {
            checkBig(page.getLong((int) value), size(page, node));
        }
    }

    /// A value with pages of its own must fit them, and they the file.
    private void checkBig(long number, long length) throws IOException {
        ByteBuffer head = read(number, PAGE_HEAD);
        long count = Integer.toUnsignedLong(head.getInt(COUNT_AT));
        boolean fits = PAGE_HEAD + length <= count * meta.pageSize() && number + count <= meta.pages();
        if ((head.getShort(FLAGS_AT) & OVERFLOW) == 0 || !fits || length > Integer.MAX_VALUE) {
            throw damaged("a value of " + length + " bytes does not fit its pages");
        }
    }

    /// Where a key is among the nodes of a page.
    ///
    /// @param index of the node, or of the first with a higher key
    /// @param exact whether the node has the key
    private record Place(int index, boolean exact) {}

    private Place place(ByteBuffer page, byte[] key, int first) throws IOException {
        int low = first;
        int high = nodes(page) - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(key, page, node(page, middle));
            if (order == 0) {
                return new Place(middle, true);
            }
            low = order > 0 ? middle + 1 : low;
            high = order > 0 ? high : middle - 1;
        }
        return new Place(low, false);
    }

    /// Where a node is in its page; all of its key is there, too.
    private int node(ByteBuffer page, int index) throws IOException {
        int node = Short.toUnsignedInt(page.getShort(PAGE_HEAD + 2 * index));
        boolean inside = node >= PAGE_HEAD + 2 * nodes(page) && node + NODE_HEAD <= meta.pageSize();
        if (!inside || node + NODE_HEAD + keyLength(page, node) > meta.pageSize()) {
            throw damaged("a node outside of its page");
        }
        return node;
    }

    private static int compare(byte[] key, ByteBuffer page, int node) {
        byte[] other = new byte[keyLength(page, node)];
        page.get(node + NODE_HEAD, other);
        return Arrays.compareUnsigned(key, other);
    }

    /// The length of a value, or the low part of the number of a page: two halves, the lower first on a
    /// machine
    /// that has it first.
    private static long size(ByteBuffer page, int node) {
        long first = Short.toUnsignedLong(page.getShort(node));
        long second = Short.toUnsignedLong(page.getShort(node + 2));
        return page.order() == ByteOrder.LITTLE_ENDIAN ? first | second << Short.SIZE : second | first << Short.SIZE;
    }

    private static int flags(ByteBuffer page, int node) {
        return Short.toUnsignedInt(page.getShort(node + 4));
    }

    private static int keyLength(ByteBuffer page, int node) {
        return Short.toUnsignedInt(page.getShort(node + 6));
    }

    private IOException damaged(String how) {
        return MetaPages.damaged(file, how);
    }
}
