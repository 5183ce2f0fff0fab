package org.postern.lookupfile;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A file whose keys are addresses and networks, and `*` as the default.
///
/// @param lines the entries
/// @param networks those whose keys are understood, in order
record AddressFile(LinearFile lines, List<Network> networks) implements FileCache.Parsed {
    /// An entry.
    ///
    /// @param entry the entry
    /// @param address the bytes of its address
    /// @param bits how many bits of it count
    @SuppressWarnings("ArrayRecordComponent") // never compared nor changed
    record Network(LinearFile.Entry entry, byte[] address, int bits) {
        boolean contains(byte[] host) {
            if (host.length != address.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                if (((host[i / 8] ^ address[i / 8]) >> (7 - i % 8) & 1) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    static AddressFile of(byte[] bytes) {
        LinearFile lines = LinearFile.plain(bytes);
        List<Network> networks = new ArrayList<>();
        lines.entries().forEach(entry -> network(entry).ifPresent(networks::add));
        return new AddressFile(lines, List.copyOf(networks));
    }

    private static Optional<Network> network(LinearFile.Entry entry) {
        String key = entry.key();
        int slash = key.indexOf('/');
        Optional<byte[]> address = address(slash < 0 ? key : key.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int all = address.get().length * 8;
        String mask = slash < 0 ? String.valueOf(all) : key.substring(slash + 1);
        boolean isNumber = !mask.isEmpty() && mask.length() < 4 && mask.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber
                ? Optional.of(new Network(entry, address.get(), Math.min(all, Integer.parseInt(mask))))
                : Optional.empty();
    }

    /// The entry for an address, or for `*`.
    Optional<LinearFile.Entry> find(String key) throws IOException {
        if (key.equals("*")) {
            return lines.literal(key);
        }
        byte[] host = address(key)
                .orElseThrow(() -> new IOException("\"" + key
                        + "\" is not a valid iplsearch key (an IP address, with optional CIDR mask, is wanted): "
                        + "in a host list, use net-iplsearch as the search type"));
        return networks.stream()
                .filter(network -> network.contains(host))
                .findFirst()
                .map(Network::entry);
    }

    /// The bytes of an address that is written in digits; a zone counts for nothing.
    private static Optional<byte[]> address(String written) {
        int zone = written.indexOf('%');
        String text = zone > 0 && written.indexOf(':') >= 0 ? written.substring(0, zone) : written;
        boolean looksLikeOne = !text.isEmpty()
                && text.length() <= 45
                && (text.indexOf(':') >= 0 || text.chars().filter(c -> c == '.').count() == 3)
                && text.chars().allMatch(c -> c == '.' || c == ':' || Character.digit(c, 16) >= 0);
        try {
            return looksLikeOne ? Optional.of(InetAddress.ofLiteral(text).getAddress()) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public long sizeBytes() {
        return lines.sizeBytes() + 150L * networks.size();
    }
}
