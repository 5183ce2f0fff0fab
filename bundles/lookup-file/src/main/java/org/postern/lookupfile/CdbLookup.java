package org.postern.lookupfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.config.Compiler;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// The lookup `cdb`, in files of Bernstein's constant data base.
///
/// A file begins with 256 pairs of numbers: where a hash table is, and how many slots it has. The low byte of
/// a key's hash chooses the table, the rest the slot to begin with. A slot has a hash and the place of a
/// record, which is the lengths of key and data, and both. All numbers are four bytes, the lowest first.
///
/// @param files the open ones
record CdbLookup(OpenFiles files) implements LookupType {
    private static final int PAIR = 8;

    @Override
    public String name() {
        return "cdb";
    }

    @Override
    public Style style() {
        return Style.SINGLE_KEY;
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) throws IOException {
        if (!options.isEmpty()) {
            throw new IOException("unknown option of a cdb lookup: " + options.getFirst());
        }
        return BlockLookup.open(files, new SourceFile(source, "cdb lookup", "cdb"), CdbLookup::find);
    }

    private static Optional<String> find(BlockFile file, String key) throws IOException {
        int hash = hash(key);
        ByteBuffer pointer = file.read((hash & 0xffL) * PAIR, PAIR);
        long table = Integer.toUnsignedLong(pointer.getInt());
        long slots = Integer.toUnsignedLong(pointer.getInt());
        long first = slots == 0 ? 0 : (hash >>> 8) % slots;
        for (long i = 0; i < slots; i++) {
            ByteBuffer slot = file.read(table + (first + i) % slots * PAIR, PAIR);
            int found = slot.getInt();
            long place = Integer.toUnsignedLong(slot.getInt());
            if (place == 0) {
                return Optional.empty();
            }
            Optional<String> data = found == hash ? data(file, place, key) : Optional.empty();
            if (data.isPresent()) {
                return data;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> data(BlockFile file, long place, String key) throws IOException {
        ByteBuffer lengths = file.read(place, PAIR);
        long keyLength = Integer.toUnsignedLong(lengths.getInt());
        long dataLength = Integer.toUnsignedLong(lengths.getInt());
        return keyLength == key.length() && file.text(place + PAIR, keyLength).equals(key)
                ? Optional.of(file.text(place + PAIR + keyLength, dataLength))
                : Optional.empty();
    }

    private static int hash(String key) {
        int hash = 5381;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash << 5) + hash ^ key.charAt(i);
        }
        return hash;
    }
}
