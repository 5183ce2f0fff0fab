package org.postern.lookupfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// A hash file of Berkeley DB 3 to 6, read without its library.
///
/// Page 0 tells the size of a page, the number of buckets, and from which page on the buckets of each power
/// of two stand. A key's hash chooses its bucket: a chain of pages, each with a table of offsets at its
/// beginning and the items at its end, key and data in turn. An item that is too long for a page names a
/// chain of overflow pages. Not read: checksummed and encrypted files, other byte orders, several values of
/// one key.
///
/// @param blocks the file
/// @param pageSize the size of a page
/// @param maxBucket the highest bucket
/// @param highMask for the hash
/// @param lowMask for a hash over the highest bucket
/// @param spares where the buckets of each power of two begin, less their number
/// @param hash the function that the file was made with
@SuppressWarnings("ArrayRecordComponent") // never compared nor changed
record BerkeleyHash(
        BlockFile blocks,
        int pageSize,
        int maxBucket,
        int highMask,
        int lowMask,
        int[] spares,
        ToIntFunction<String> hash) {
    private static final int MAGIC = 0x061561;
    private static final int META = 512;
    /// Where the offsets of a page begin.
    private static final int HEADER = 26;
    /// What every implementation hashes to show which function it has.
    private static final String PROBE = "%$sniglet^&\0";
    /// How many pages may follow each other.
    private static final int CHAIN = 1_000_000;

    static BerkeleyHash of(BlockFile blocks) throws IOException {
        ByteBuffer meta = blocks.read(0, META);
        if (meta.getInt(12) != MAGIC) {
            throw new IOException(blocks.name() + " is not a hash file of Berkeley DB with this byte order");
        }
        boolean isPlain = meta.get(24) == 0 && (meta.get(26) & 1) == 0;
        int pageSize = meta.getInt(20);
        if (!isPlain || pageSize < META || pageSize > 1 << 16) {
            throw new IOException(blocks.name() + " is an encrypted, checksummed or damaged file of Berkeley DB");
        }
        int[] spares = new int[32];
        for (int i = 0; i < spares.length; i++) {
            spares[i] = meta.getInt(96 + 4 * i);
        }
        return new BerkeleyHash(
                blocks,
                pageSize,
                meta.getInt(72),
                meta.getInt(76),
                meta.getInt(80),
                spares,
                hash(blocks.name(), meta.getInt(92)));
    }

    private static ToIntFunction<String> hash(String name, int probe) throws IOException {
        if (fnv(PROBE) == probe) {
            return BerkeleyHash::fnv;
        }
        if (times33(PROBE) == probe) {
            return BerkeleyHash::times33;
        }
        throw new IOException(name + " was made with a hash function that is not known");
    }

    /// The function of files since version 5.
    private static int fnv(String key) {
        int hash = 0;
        for (int i = 0; i < key.length(); i++) {
            hash = hash * 16777619 ^ key.charAt(i);
        }
        return hash;
    }

    /// The function of files before version 5.
    private static int times33(String key) {
        int hash = 0;
        for (int i = 0; i < key.length(); i++) {
            hash = hash * 33 + key.charAt(i);
        }
        return hash;
    }

    /// The data of `key`.
    Optional<String> find(String key) throws IOException {
        int bucket = hash.applyAsInt(key) & highMask;
        if (Integer.compareUnsigned(bucket, maxBucket) > 0) {
            bucket &= lowMask;
        }
        // The least power of two that the bucket is below.
        int power = bucket == 0 ? 0 : 32 - Integer.numberOfLeadingZeros(bucket);
        int page = bucket + spares[power];
        for (int i = 0; page != 0 && i < CHAIN; i++) {
            ByteBuffer items = page(page);
            int count = items.getChar(20);
            for (int item = 0; item + 1 < count; item += 2) {
                if (item(items, item, Optional.of(key)).equals(Optional.of(key))) {
                    return item(items, item + 1, Optional.empty());
                }
            }
            page = items.getInt(16);
        }
        return Optional.empty();
    }

    private ByteBuffer page(int number) throws IOException {
        return blocks.read(Integer.toUnsignedLong(number) * pageSize, pageSize);
    }

    /// An item; empty if it cannot be what is `wanted`.
    private Optional<String> item(ByteBuffer page, int index, Optional<String> wanted) throws IOException {
        int start = offset(page, index);
        int end = index == 0 ? pageSize : offset(page, index - 1);
        if (start >= end || start < HEADER || end > pageSize) {
            throw new IOException(blocks.name() + " is damaged: an item ends before it begins");
        }
        return switch (page.get(start)) {
            case 1 -> Optional.of(text(page, start + 1, end - start - 1));
            case 3 ->
                end - start < 12
                                || wanted.filter(key -> key.length() != page.getInt(start + 8))
                                        .isPresent()
                        ? Optional.empty()
                        : Optional.of(overflow(page.getInt(start + 4), page.getInt(start + 8)));
            default -> throw new IOException(blocks.name() + " has several values of one key, which is not read");
        };
    }

    private static int offset(ByteBuffer page, int index) {
        return page.getChar(HEADER + 2 * index);
    }

    /// What stands in a chain of overflow pages.
    private String overflow(int first, int length) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int number = first; number != 0 && text.length() < length; ) {
            ByteBuffer page = page(number);
            int here = page.getChar(22);
            if (here == 0 || here > pageSize - HEADER) {
                throw new IOException(blocks.name() + " is damaged: an overflow page is empty or too long");
            }
            text.append(text(page, HEADER, here));
            number = page.getInt(16);
        }
        if (text.length() != length) {
            throw new IOException(blocks.name() + " is damaged: a long item is not whole");
        }
        return text.toString();
    }

    private static String text(ByteBuffer page, int start, int length) {
        return StandardCharsets.ISO_8859_1.decode(page.slice(start, length)).toString();
    }
}
