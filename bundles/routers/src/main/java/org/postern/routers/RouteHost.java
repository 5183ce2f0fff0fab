package org.postern.routers;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.config.Lists;

/// One item of the host list of the `manualroute` router.
///
/// @param name the host name or address, without a port
/// @param port the port, or 0 for the transport's own
/// @param mx whether the hosts are those that the MX records of `name` give (`/mx`)
record RouteHost(String name, int port, boolean mx) {
    /// Between two of these the order is kept when hosts are tried in any order.
    static final RouteHost GROUP_END = new RouteHost("+", 0, false);

    /// The items of an expanded host list.
    static List<RouteHost> list(String text) throws ExpansionException {
        List<RouteHost> hosts = new ArrayList<>();
        if (text.equals("<")) {
            return List.of(); // the list of another separator, which is missing
        }
        for (String item : Lists.split(text)) {
            if (item.equals("+")) {
                hosts.add(GROUP_END);
            } else if (!item.isEmpty()) {
                hosts.add(item(item));
            }
        }
        return List.copyOf(hosts);
    }

    /// The address, if the item is one.
    Optional<InetAddress> address() {
        return IpLiteral.parse(name);
    }

    private static RouteHost item(String item) throws ExpansionException {
        if (item.startsWith("[")) {
            int end = item.indexOf(']');
            if (end < 0 || (end + 1 < item.length() && item.charAt(end + 1) != ':')) {
                throw ExpansionException.error("malformed host \"" + item + "\" in a host list");
            }
            String port = item.substring(Math.min(item.length(), end + 2));
            return of(item.substring(1, end), port.isEmpty() ? 0 : port(port, item));
        }
        int colon = item.indexOf(':');
        if (colon < 0 || colon != item.lastIndexOf(':')) {
            return of(item, 0);
        }
        return of(item.substring(0, colon), port(item.substring(colon + 1), item));
    }

    private static RouteHost of(String name, int port) {
        boolean mx = name.regionMatches(true, Math.max(0, name.length() - 3), "/mx", 0, 3);
        return new RouteHost(mx ? name.substring(0, name.length() - 3) : name, port, mx);
    }

    private static int port(String text, String item) throws ExpansionException {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw ExpansionException.error("malformed port in \"" + item + "\" in a host list");
        }
        return Integer.parseInt(text);
    }
}
