package org.postern.lookupfile;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.IntFunction;

/// Writes constant data bases, without keeping what is in them.
final class CdbFile {
    private static final int TABLES = 256;
    private static final int HEADER = TABLES * 8;

    private CdbFile() {}

    static String key(int number) {
        return "u%08d".formatted(number);
    }

    static String value(int number) {
        return "v" + number;
    }

    /// Records with keys made by [#key].
    static void write(Path file, int records) throws IOException {
        write(file, records, CdbFile::key);
    }

    /// Records with these keys.
    static void write(Path file, List<String> keys) throws IOException {
        write(file, keys.size(), keys::get);
    }

    private static void write(Path file, int records, IntFunction<String> keys) throws IOException {
        int[] hashes = new int[records];
        int[] places = new int[records];
        int[] counts = new int[TABLES];
        int end = HEADER;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            out.write(new byte[HEADER]);
            for (int i = 0; i < records; i++) {
                String key = keys.apply(i);
                String value = value(i);
                hashes[i] = key.chars().reduce(5381, (sum, c) -> (sum << 5) + sum ^ c);
                places[i] = end;
                counts[hashes[i] & 255]++;
                out.write(pair(key.length(), value.length()));
                out.write((key + value).getBytes(StandardCharsets.ISO_8859_1));
                end += 8 + key.length() + value.length();
            }
            tables(out, hashes, places, counts);
        }
        header(file, end, counts);
    }

    private static void tables(OutputStream out, int[] hashes, int[] places, int[] counts) throws IOException {
        int[][] slots = new int[TABLES][];
        for (int i = 0; i < TABLES; i++) {
            slots[i] = new int[counts[i] * 4]; // pairs, twice as many as there are records
        }
        for (int i = 0; i < hashes.length; i++) {
            int[] table = slots[hashes[i] & 255];
            int length = table.length / 2;
            int slot = (hashes[i] >>> 8) % length;
            while (table[slot * 2 + 1] != 0) {
                slot = (slot + 1) % length;
            }
            table[slot * 2] = hashes[i];
            table[slot * 2 + 1] = places[i];
        }
        for (int[] table : slots) {
            for (int i = 0; i < table.length; i += 2) {
                out.write(pair(table[i], table[i + 1]));
            }
        }
    }

    private static void header(Path file, int end, int[] counts) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        int place = end;
        for (int count : counts) {
            header.putInt(place).putInt(count * 2);
            place += count * 16;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(header.flip(), 0);
        }
    }

    private static byte[] pair(int first, int second) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(first)
                .putInt(second)
                .array();
    }
}
