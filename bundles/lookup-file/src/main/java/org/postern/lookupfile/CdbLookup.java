package org.postern.lookupfile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// The lookup `cdb`, in files of Bernstein's constant data base.
///
/// A file begins with 256 pairs of numbers: where a hash table is, and how many slots it has. The low byte of
/// a key's hash chooses the table, the rest the slot to begin with. A slot has a hash and the place of a
/// record, which is the lengths of key and data, and both. All numbers are four bytes, the lowest first.
record CdbLookup() implements LookupType {
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
        return new Open(new BlockFile(new SourceFile(source, "cdb lookup", "cdb").open(), source));
    }

    private record Open(BlockFile file) implements Lookup {
        @Override
        public Optional<Found> find(Text key) throws IOException {
            byte[] wanted = key.value().getBytes(StandardCharsets.ISO_8859_1);
            int hash = hash(wanted);
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
                Optional<String> data = found == hash ? data(place, key.value()) : Optional.empty();
                if (data.isPresent()) {
                    return data.map(value -> new Found(value, Found.MESSAGE));
                }
            }
            return Optional.empty();
        }

        private Optional<String> data(long place, String key) throws IOException {
            ByteBuffer lengths = file.read(place, PAIR);
            long keyLength = Integer.toUnsignedLong(lengths.getInt());
            long dataLength = Integer.toUnsignedLong(lengths.getInt());
            return keyLength == key.length()
                            && file.text(place + PAIR, keyLength).equals(key)
                    ? Optional.of(file.text(place + PAIR + keyLength, dataLength))
                    : Optional.empty();
        }

        private static int hash(byte[] key) {
            int hash = 5381;
            for (byte b : key) {
                hash = (hash << 5) + hash ^ (b & 0xff);
            }
            return hash;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
