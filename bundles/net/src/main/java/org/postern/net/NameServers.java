package org.postern.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The name servers to ask, in order, and how patiently.
///
/// @param addresses at least one
/// @param timeout the time limit of one attempt
/// @param attempts how often each server is asked
/// @param search the domains of names without a dot
record NameServers(List<InetSocketAddress> addresses, Duration timeout, int attempts, List<String> search) {
    private static final int DNS = 53;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int ATTEMPTS = 2;

    NameServers {
        addresses = List.copyOf(addresses);
        search = List.copyOf(search);
    }

    NameServers(List<InetSocketAddress> addresses, Duration timeout, int attempts) {
        this(addresses, timeout, attempts, List.of());
    }

    /// The servers of a list such as `127.0.0.1#5300, ::1`, separated by white space or commas.
    static NameServers of(String list) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String word : list.split("[\\s,]+", -1)) {
            if (!word.isEmpty()) {
                int hash = word.indexOf('#');
                String host = hash < 0 ? word : word.substring(0, hash);
                int port = hash < 0 ? DNS : Integer.parseInt(word.substring(hash + 1));
                addresses.add(new InetSocketAddress(InetAddress.ofLiteral(host), port));
            }
        }
        return new NameServers(orLocal(addresses), TIMEOUT, ATTEMPTS);
    }

    /// The servers of a file in the form of resolv.conf(5); the local host if it names none or cannot be
    /// read.
    static NameServers ofFile(Path resolvConf) {
        try {
            return ofLines(Files.readAllLines(resolvConf, StandardCharsets.ISO_8859_1));
        } catch (IOException _) {
            return ofLines(List.of());
        }
    }

    static NameServers ofLines(List<String> lines) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        Duration timeout = TIMEOUT;
        int attempts = ATTEMPTS;
        List<String> search = List.of();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+", -1);
            if (words[0].equals("nameserver") && words.length > 1) {
                address(words[1], addresses);
            }
            if (words[0].equals("search") || words[0].equals("domain")) {
                search = List.of(words).subList(1, words.length);
            }
            if (words[0].equals("options")) {
                for (String word : words) {
                    timeout = Duration.ofSeconds(option(word, "timeout:", timeout.toSeconds(), 30));
                    attempts = (int) option(word, "attempts:", attempts, 5);
                }
            }
        }
        return new NameServers(orLocal(addresses), timeout, attempts, search);
    }

    private static List<InetSocketAddress> orLocal(List<InetSocketAddress> addresses) {
        return addresses.isEmpty()
                ? List.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), DNS))
                : addresses;
    }

    /// A word that is no address is skipped, as the C library does.
    private static void address(String word, List<InetSocketAddress> addresses) {
        try {
            addresses.add(new InetSocketAddress(InetAddress.ofLiteral(word), DNS));
        } catch (IllegalArgumentException _) {
            return;
        }
    }

    private static long option(String word, String name, long known, long limit) {
        if (!word.startsWith(name) || !word.substring(name.length()).matches("\\d{1,9}")) {
            return known;
        }
        return Math.clamp(Long.parseLong(word.substring(name.length())), 1, limit);
    }
}
