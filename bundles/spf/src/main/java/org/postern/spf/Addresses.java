package org.postern.spf;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// IP addresses as SPF writes and compares them.
final class Addresses {
    private static final Pattern IP4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!\\z)|\\z)){4}");
    private static final Pattern IP6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final int IP6_GROUPS = 8;

    private Addresses() {}

    /// The four bytes of an address in dotted form, without leading zeros.
    static Optional<byte[]> ip4(String text) {
        return IP4.matcher(text).matches()
                ? Optional.of(InetAddress.ofLiteral(text).getAddress())
                : Optional.empty();
    }

    /// The sixteen bytes of an address with colons.
    static Optional<byte[]> ip6(String text) {
        if (!IP6.matcher(text).matches() || text.indexOf(':') < 0) {
            return Optional.empty();
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(text).getAddress();
            return Optional.of(bytes.length == 4 ? mapped(bytes) : bytes);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Java reads an IPv4-mapped address as an IPv4 address.
    private static byte[] mapped(byte[] ip4) {
        byte[] bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        System.arraycopy(ip4, 0, bytes, 12, 4);
        return bytes;
    }

    /// Whether the first `bits` of both are the same; never for addresses of two families.
    static boolean match(byte[] address, byte[] network, int bits) {
        if (address.length != network.length) {
            return false;
        }
        for (int i = 0; i * 8 < bits; i++) {
            int mask = bits - i * 8 >= 8 ? 0xff : 0xff << (8 - (bits - i * 8));
            if (((address[i] ^ network[i]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    /// The address for `%{i}`: dotted, for IPv6 nibble by nibble (RFC 7208, 7.3).
    static String dotted(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return address.getHostAddress();
        }
        StringBuilder dotted = new StringBuilder(63);
        for (byte b : bytes) {
            dotted.append(Character.forDigit(b >> 4 & 0xf, 16)).append('.');
            dotted.append(Character.forDigit(b & 0xf, 16)).append('.');
        }
        return dotted.substring(0, dotted.length() - 1);
    }

    /// The address for people: for IPv6 the form of RFC 5952.
    static String readable(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return address.getHostAddress();
        }
        int[] groups = new int[IP6_GROUPS];
        for (int i = 0; i < IP6_GROUPS; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
        }
        int from = 0;
        int length = 0;
        for (int i = 0; i < IP6_GROUPS; i++) {
            int zeros = zeros(groups, i);
            if (zeros > length) {
                from = i;
                length = zeros;
            }
        }
        if (length < 2) {
            return join(groups, 0, IP6_GROUPS);
        }
        return join(groups, 0, from) + "::" + join(groups, from + length, IP6_GROUPS);
    }

    private static int zeros(int[] groups, int from) {
        int end = from;
        while (end < IP6_GROUPS && groups[end] == 0) {
            end++;
        }
        return end - from;
    }

    private static String join(int[] groups, int from, int to) {
        StringBuilder text = new StringBuilder(40);
        for (int i = from; i < to; i++) {
            text.append(i > from ? ":" : "").append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
