package org.postern.language;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.postern.api.config.ConfigException;
import org.postern.api.net.IpText;

/// Addresses of hosts as text, and networks of them.
final class HostAddress {
    private HostAddress() {}

    /// The address that `text` is, and nothing that would be looked up.
    static Optional<InetAddress> parse(String text) {
        if (!looksLikeOne(text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean looksLikeOne(String text) {
        boolean six = text.indexOf(':') >= 0;
        if (text.isEmpty()
                || text.length() > 45
                || (!six && text.chars().filter(c -> c == '.').count() != 3)) {
            return false;
        }
        return text.chars()
                .allMatch(
                        c -> c == '.' || (c >= '0' && c <= '9') || (six && (c == ':' || Character.digit(c, 16) >= 0)));
    }

    /// A network such as `10.0.0.0/8`, or one address.
    ///
    /// @param network its address
    /// @param bits how many bits of it count
    record Block(InetAddress network, int bits) {
        boolean contains(InetAddress host) {
            byte[] bytes = host.getAddress();
            byte[] address = network.getAddress();
            if (bytes.length != address.length) {
                return false;
            }
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) {
                if (bytes[i] != address[i]) {
                    return false;
                }
            }
            int mask = bits % 8 == 0 ? 0 : 0xff << (8 - bits % 8) & 0xff;
            return mask == 0 || (bytes[whole] & mask) == (address[whole] & mask);
        }
    }

    /// The network that `word` stands for; empty if it does not begin with an address.
    static Optional<Block> block(String word) throws ConfigException {
        int slash = word.indexOf('/');
        Optional<InetAddress> address = parse(slash < 0 ? word : word.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int all = address.get().getAddress().length * 8;
        if (slash < 0) {
            return Optional.of(new Block(address.get(), all));
        }
        String bits = word.substring(slash + 1);
        if (bits.isEmpty() || bits.length() > 3 || !bits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new ConfigException("malformed network: " + word + " (ADDRESS/BITS is right)");
        }
        return Optional.of(new Block(address.get(), Math.min(Integer.parseInt(bits), all)));
    }

    /// The network of `bits` bits that `host` is in, as the key of a `net-` lookup: without colons, which end
    /// the keys of some files.
    static String masked(InetAddress host, int bits) {
        byte[] bytes = maskedBytes(host, bits);
        int count = Math.min(bits, bytes.length * 8);
        if (bytes.length == 4) {
            return dotted(bytes) + "/" + count;
        }
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < 16; i += 2) {
            key.append(i == 0 ? "" : ".")
                    .append(String.format("%04x", ((bytes[i] & 0xff) << 8) | (bytes[i + 1] & 0xff)));
        }
        return key + "/" + count;
    }

    /// The network of `bits` bits that `host` is in, as it is usually written.
    static String network(InetAddress host, int bits) {
        byte[] bytes = maskedBytes(host, bits);
        try {
            return IpText.of(InetAddress.getByAddress(bytes)) + "/" + Math.min(bits, bytes.length * 8);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of the wrong length", e);
        }
    }

    private static byte[] maskedBytes(InetAddress host, int bits) {
        byte[] bytes = host.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int keep = Math.clamp(bits - i * 8L, 0, 8);
            bytes[i] &= (byte) (0xff << (8 - keep));
        }
        return bytes;
    }

    private static String dotted(byte[] bytes) {
        return (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + "." + (bytes[3] & 0xff);
    }
}
