package org.postern.lookupfile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The entries of a file that is searched from its top: lines of a key and its data, with comments and
/// continuation lines (Exim's manual, 9.3, `lsearch`). Keys are found by an index, the data is read when it
/// is asked for.
final class LinearFile implements FileCache.Parsed {
    private static final int SMALLEST = 16;

    private final byte[] bytes;
    private final int[] starts;
    /// An open hash table of entries by their key in lower case: the number of the entry, from 1.
    private final int[] table;
    /// The entries whose key may be a pattern, in order.
    private final List<Entry> patterns;
    private final CompiledPatterns compiled = new CompiledPatterns();

    private LinearFile(byte[] bytes, int[] starts, boolean withPatterns) {
        this.bytes = bytes;
        this.starts = starts;
        int size = SMALLEST;
        while (size < starts.length * 2) {
            size *= 2;
        }
        table = new int[size];
        List<Entry> found = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            LineKey key = keyAt(i);
            if (withPatterns && isPattern(key.key())) {
                found.add(new Entry(i, key.key()));
            }
            add(i, key.key());
        }
        patterns = List.copyOf(found);
    }

    /// An entry.
    ///
    /// @param number its place in the file
    /// @param key its key
    record Entry(int number, String key) {}

    /// A file of literal keys.
    static LinearFile plain(byte[] bytes) {
        return new LinearFile(bytes, starts(bytes), false);
    }

    /// A file some of whose keys are patterns.
    static LinearFile wild(byte[] bytes) {
        return new LinearFile(bytes, starts(bytes), true);
    }

    private static int[] starts(byte[] bytes) {
        int[] starts = new int[SMALLEST];
        int count = 0;
        for (int start = 0; start < bytes.length; start = next(bytes, start)) {
            if (bytes[start] != '#' && !LineKey.isSpace((char) bytes[start])) {
                starts = count < starts.length ? starts : Arrays.copyOf(starts, count * 2);
                starts[count++] = start;
            }
        }
        return Arrays.copyOf(starts, count);
    }

    private static int next(byte[] bytes, int start) {
        int end = start;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end + 1;
    }

    /// Whether a key is more than a literal: it has a wild card, may be expanded, or names a list or a
    /// lookup.
    static boolean isPattern(String key) {
        return (!key.isEmpty() && "*^!+/".indexOf(key.charAt(0)) >= 0)
                || key.indexOf('$') >= 0
                || key.indexOf('\\') >= 0
                || key.indexOf(';') >= 0;
    }

    private LineKey keyAt(int number) {
        return LineKey.of(line(starts[number]));
    }

    /// The physical line from `start` on, without white space at its end.
    private String line(int start) {
        int end = next(bytes, start) - 1;
        while (end > start && LineKey.isSpace((char) bytes[end - 1])) {
            end--;
        }
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private void add(int number, String key) {
        int place = place(key);
        if (table[place] == 0) {
            table[place] = number + 1;
        }
    }

    /// Where `key` is in the table, or would be.
    private int place(String key) {
        int place = spread(LineKey.folded(key).hashCode());
        while (table[place] != 0 && !LineKey.isSame(keyAt(table[place] - 1).key(), key)) {
            place = (place + 1) & (table.length - 1);
        }
        return place;
    }

    private int spread(int hash) {
        return (hash ^ (hash >>> 16)) & (table.length - 1);
    }

    /// The first entry with this key, upper and lower case being the same.
    Optional<Entry> literal(String key) {
        int number = table[place(key)] - 1;
        return number < 0 ? Optional.empty() : Optional.of(new Entry(number, key));
    }

    /// The entries whose key may be a pattern, in order.
    List<Entry> patterns() {
        return patterns;
    }

    /// The keys that are patterns, as they are compared.
    CompiledPatterns compiled() {
        return compiled;
    }

    /// All entries, in order.
    Stream<Entry> entries() {
        return IntStream.range(0, starts.length)
                .mapToObj(number -> new Entry(number, keyAt(number).key()));
    }

    /// The data of an entry, its continuation lines joined by one space each.
    ///
    /// @param full whether its key comes with it
    String data(Entry entry, boolean full) {
        LineKey first = keyAt(entry.number());
        StringBuilder data = new StringBuilder(full ? first.key() + first.rest() : first.data());
        int start = next(bytes, starts[entry.number()]);
        while (start < bytes.length) {
            String line = line(start);
            boolean isComment = line.isEmpty() || line.startsWith("#");
            if (!isComment && !LineKey.isSpace(line.charAt(0))) {
                break;
            }
            if (!isComment) {
                data.append(' ').append(LineKey.withoutSpace(line));
            }
            start = next(bytes, start);
        }
        return data.toString();
    }

    @Override
    public long sizeBytes() {
        return bytes.length + 4L * (starts.length + table.length) + 1000L * patterns.size() + 200;
    }
}
