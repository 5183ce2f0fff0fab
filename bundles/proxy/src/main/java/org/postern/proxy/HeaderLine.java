package org.postern.proxy;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The header of version 1: a line of text (The PROXY protocol, 2.1).
final class HeaderLine {
    private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");
    private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern COLONS = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final int LARGEST_PORT = 65_535;

    private HeaderLine() {}

    /// Reads a line with its end.
    static ProxyHeader parse(String line) throws BadProxyHeader {
        if (!line.endsWith("\r\n")) {
            throw new BadProxyHeader("the line does not end with CRLF");
        }
        List<String> words = List.of(line.substring(0, line.length() - 2).split(" ", -1));
        if (words.get(1).equals("UNKNOWN")) {
            return new ProxyHeader.AsSeen(false);
        }
        boolean isSix = words.get(1).equals("TCP6");
        if (!isSix && !words.get(1).equals("TCP4")) {
            throw new BadProxyHeader("a protocol that is none of TCP4, TCP6 and UNKNOWN");
        }
        if (words.size() != 6) {
            throw new BadProxyHeader("two addresses and two ports must follow the protocol");
        }
        return new ProxyHeader.Carried(
                new InetSocketAddress(address(words.get(2), isSix), port(words.get(4))),
                new InetSocketAddress(address(words.get(3), isSix), port(words.get(5))),
                Optional.empty());
    }

    private static int port(String word) throws BadProxyHeader {
        if (!PORT.matcher(word).matches() || Integer.parseInt(word) > LARGEST_PORT) {
            throw new BadProxyHeader("not a port");
        }
        return Integer.parseInt(word);
    }

    private static InetAddress address(String word, boolean isSix) throws BadProxyHeader {
        boolean written = isSix ? COLONS.matcher(word).matches() : isDotted(word);
        if (!written) {
            throw new BadProxyHeader(isSix ? "not an IPv6 address" : "not an IPv4 address");
        }
        try {
            return isSix ? Inet6Address.ofLiteral(word) : Inet4Address.ofLiteral(word);
        } catch (IllegalArgumentException e) {
            BadProxyHeader bad = new BadProxyHeader(isSix ? "not an IPv6 address" : "not an IPv4 address");
            bad.initCause(e);
            throw bad;
        }
    }

    private static boolean isDotted(String word) {
        List<String> octets = List.of(word.split("\\.", -1));
        return octets.size() == 4
                && octets.stream().allMatch(octet -> OCTET.matcher(octet).matches() && Integer.parseInt(octet) <= 255);
    }
}
