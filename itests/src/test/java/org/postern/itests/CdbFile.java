package org.postern.itests;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes constant data bases, as cr.yp.to/cdb/cdb.txt describes them.
final class CdbFile {
    private static final int TABLES = 256;
    private static final int HEADER = TABLES * 8;

    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final List<List<Slot>> tables = new ArrayList<>();

    private CdbFile() {
        for (int i = 0; i < TABLES; i++) {
            tables.add(new ArrayList<>());
        }
    }

    private record Slot(int hash, int place) {
        static final Slot EMPTY = new Slot(0, 0);

        byte[] bytes() {
            return ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(hash)
                    .putInt(place)
                    .array();
        }
    }

    static byte[] of(Map<String, String> records) {
        CdbFile file = new CdbFile();
        records.forEach(file::add);
        return file.bytes();
    }

    private void add(String key, String value) {
        int hash = key.chars().reduce(5381, (sum, c) -> (sum << 5) + sum ^ c);
        tables.get(hash & 255).add(new Slot(hash, HEADER + data.size()));
        data.writeBytes(new Slot(key.length(), value.length()).bytes());
        data.writeBytes((key + value).getBytes(StandardCharsets.ISO_8859_1));
    }

    private byte[] bytes() {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        for (List<Slot> table : tables) {
            List<Slot> slots = spread(table);
            header.writeBytes(new Slot(HEADER + data.size() + rest.size(), slots.size()).bytes());
            slots.forEach(slot -> rest.writeBytes(slot.bytes()));
        }
        header.writeBytes(data.toByteArray());
        header.writeBytes(rest.toByteArray());
        return header.toByteArray();
    }

    private static List<Slot> spread(List<Slot> table) {
        List<Optional<Slot>> slots = new ArrayList<>();
        for (int i = 0; i < table.size() * 2; i++) {
            slots.add(Optional.empty());
        }
        for (Slot entry : table) {
            int place = (entry.hash() >>> 8) % slots.size();
            while (slots.get(place).isPresent()) {
                place = (place + 1) % slots.size();
            }
            slots.set(place, Optional.of(entry));
        }
        return slots.stream().map(slot -> slot.orElse(Slot.EMPTY)).toList();
    }
}
