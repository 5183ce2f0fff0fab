package org.postern.kernel;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postern.api.config.ConfigException;
import org.postern.api.net.IpText;

/// Where to listen: every address of `local_interfaces`, each with its own port or with every port of
/// `daemon_smtp_ports`.
final class Endpoints {
    private static final Map<String, Integer> SERVICES = Map.of("smtp", 25, "submission", 587, "submissions", 465);

    private Endpoints() {}

    static List<InetSocketAddress> of(List<String> interfaces, List<String> ports) throws ConfigException {
        List<InetSocketAddress> endpoints = new ArrayList<>();
        for (String item : interfaces) {
            Item parsed = item(item);
            if (parsed.port() >= 0) {
                endpoints.add(new InetSocketAddress(parsed.address(), parsed.port()));
                continue;
            }
            for (String port : ports) {
                endpoints.add(new InetSocketAddress(parsed.address(), port(port)));
            }
        }
        return endpoints;
    }

    private record Item(InetAddress address, int port) {}

    /// An address, `ADDRESS.PORT` or `[ADDRESS]:PORT`.
    private static Item item(String text) throws ConfigException {
        if (text.startsWith("[") && text.contains("]:")) {
            int close = text.indexOf("]:");
            return new Item(address(text.substring(1, close)), port(text.substring(close + 2)));
        }
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        int dot = bare.lastIndexOf('.');
        boolean dotted = dot > 0 && bare.chars().filter(c -> c == '.').count() == (bare.contains(":") ? 1 : 4);
        return dotted
                ? new Item(address(bare.substring(0, dot)), port(bare.substring(dot + 1)))
                : new Item(address(bare), -1);
    }

    private static InetAddress address(String text) throws ConfigException {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("local_interfaces: not an IP address: " + text, e);
        }
    }

    private static int port(String text) throws ConfigException {
        Integer known = SERVICES.get(text);
        if (known != null) {
            return known;
        }
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port < 65_536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new ConfigException("daemon_smtp_ports: not a port: " + text);
    }

    /// `127.0.0.1:25` or `[::1]:25`.
    static String text(InetSocketAddress address) {
        String host = IpText.of(address.getAddress());
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
