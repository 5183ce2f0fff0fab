package org.postern.expandstandard;

import java.net.InetAddress;
import java.util.Optional;

/// An IPv4 or IPv6 address by its 4 or 16 bytes. It does not change.
final class IpAddress {
    private final byte[] bytes;

    IpAddress(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /// The address that `text` is; empty if it is none. No zone, no brackets.
    static Optional<IpAddress> parse(String text) {
        boolean six = text.indexOf(':') >= 0
                && text.chars().allMatch(c -> c < 128 && (Character.digit(c, 16) >= 0 || c == ':' || c == '.'));
        if (!six && !isDottedQuad(text)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = InetAddress.ofLiteral(text).getAddress();
            return Optional.of(new IpAddress(six && bytes.length == 4 ? mapped(bytes) : bytes));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    boolean isIpv4() {
        return bytes.length == 4;
    }

    /// This address, or the IPv6 form of an IPv4 address (RFC 4291, 2.5.5.2).
    IpAddress asIpv6() {
        return isIpv4() ? new IpAddress(mapped(bytes)) : this;
    }

    /// How many bits it has: 32 or 128.
    int bits() {
        return bytes.length * 8;
    }

    /// The address with all bits after the first `length` cleared.
    IpAddress mask(int length) {
        byte[] masked = bytes.clone();
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.clamp(length - i * 8L, 0, 8);
            masked[i] &= (byte) (0xff00 >> kept);
        }
        return new IpAddress(masked);
    }

    /// The labels of its reverse DNS name, joined by dots.
    String reversed() {
        StringBuilder name = new StringBuilder();
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (isIpv4()) {
                name.append(bytes[i] & 0xff).append('.');
            } else {
                name.append(Character.forDigit(bytes[i] & 0xf, 16)).append('.');
                name.append(Character.forDigit((bytes[i] >> 4) & 0xf, 16)).append('.');
            }
        }
        return name.substring(0, name.length() - 1);
    }

    /// The four groups of an IPv6 address without compression, four digits each; an IPv4 address as it is.
    String full(char separator) {
        return isIpv4() ? dotted() : groups("%04x", separator);
    }

    /// The shortest form (RFC 5952).
    String compressed() {
        if (isIpv4()) {
            return dotted();
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = zeroGroups(i);
            if (length > bestLength) {
                bestStart = i;
                bestLength = length;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
            } else {
                boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
                text.append(first ? "" : ":").append(Integer.toHexString(group(i)));
            }
        }
        return text.toString();
    }

    private int zeroGroups(int start) {
        int end = start;
        while (end < 8 && group(end) == 0) {
            end++;
        }
        return end - start;
    }

    private String groups(String format, char separator) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            text.append(i == 0 ? "" : separator).append(String.format(format, group(i)));
        }
        return text.toString();
    }

    private int group(int index) {
        return ((bytes[2 * index] & 0xff) << 8) | (bytes[2 * index + 1] & 0xff);
    }

    private String dotted() {
        return (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + "." + (bytes[3] & 0xff);
    }

    private static boolean isDottedQuad(String text) {
        return text.matches("((0|[1-9]\\d{0,2})\\.){3}(0|[1-9]\\d{0,2})");
    }

    /// `::ffff:192.0.2.1`, which Java takes for IPv4.
    private static byte[] mapped(byte[] four) {
        byte[] sixteen = new byte[16];
        sixteen[10] = (byte) 0xff;
        sixteen[11] = (byte) 0xff;
        System.arraycopy(four, 0, sixteen, 12, 4);
        return sixteen;
    }
}
