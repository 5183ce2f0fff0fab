package org.postern.api.net;

import java.net.Inet6Address;
import java.net.InetAddress;

/// IP addresses as people and logs write them.
public final class IpText {
    private IpText() {}

    /// The address in its canonical form: RFC 5952 for IPv6, without a zone.
    public static String of(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address.getHostAddress();
        }
        byte[] bytes = address.getAddress();
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
        }
        int start = longestZeros(groups);
        int zeros = zerosAt(groups, start);
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (zeros > 1 && i == start) {
                text.append("::");
                i += zeros - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    /// Where the first of the longest runs of zero groups begins.
    private static int longestZeros(int[] groups) {
        int best = 0;
        for (int i = 1; i < groups.length; i++) {
            if (zerosAt(groups, i) > zerosAt(groups, best)) {
                best = i;
            }
        }
        return best;
    }

    private static int zerosAt(int[] groups, int start) {
        int end = start;
        while (end < groups.length && groups[end] == 0) {
            end++;
        }
        return end - start;
    }
}
