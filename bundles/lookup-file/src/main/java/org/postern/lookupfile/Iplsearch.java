package org.postern.lookupfile;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.config.Compiler;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// `iplsearch`: the keys in the file are addresses and networks; the first that holds the address counts.
///
/// @param files what was read
record Iplsearch(FileCache<LineFile> files) implements LookupType {
    @Override
    public String name() {
        return "iplsearch";
    }

    @Override
    public Style style() {
        return Style.SINGLE_KEY;
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) throws IOException {
        LineFile file = files.get(source, Lsearch.SEARCH);
        List<Entry> entries = file.compiled(Iplsearch.class, Iplsearch::entries);
        FileLookup lookup = key -> find(key, file, entries);
        return lookup;
    }

    /// A network of the file.
    private record Entry(Cidr network, String data) {}

    private static List<Entry> entries(LineFile file) {
        return file.lines().stream()
                .flatMap(line -> Cidr.parse(line.key()).map(network -> new Entry(network, line.data())).stream())
                .toList();
    }

    private static Optional<String> find(String key, LineFile file, List<Entry> entries) throws IOException {
        if (key.equals("*")) {
            return file.find(key);
        }
        InetAddress address = Cidr.parse(key)
                .orElseThrow(() -> new IOException("\"" + key
                        + "\" is not a valid iplsearch key (an IP address, with optional CIDR mask, is wanted): in a"
                        + " host list, use net-iplsearch as the search type"))
                .address();
        return entries.stream()
                .filter(entry -> entry.network().contains(address))
                .map(Entry::data)
                .findFirst();
    }
}
