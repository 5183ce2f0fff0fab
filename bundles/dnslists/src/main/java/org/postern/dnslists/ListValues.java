package org.postern.dnslists;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;
import org.postern.api.config.Lists;
import org.postern.api.net.IpText;

/// Which of the addresses that a list gives mean that something is listed.
///
/// @param isSet whether there is a choice at all
/// @param bits whether the values are masks of bits
/// @param all whether each address must match (`==`, `=&`), and not only one
/// @param negated whether it is listed if this does not hold
/// @param values the addresses or masks
record ListValues(boolean isSet, boolean bits, boolean all, boolean negated, List<String> values) {
    /// Each address in 127.0.0.0/8.
    static final ListValues ANY = new ListValues(false, false, false, false, List.of());

    /// Reads what begins with `=` or `&`.
    static ListValues parse(String text, boolean negated) {
        boolean bits = text.startsWith("&");
        boolean all = text.startsWith("==") || text.startsWith("=&");
        String values = text.substring(all ? 2 : 1);
        return new ListValues(true, bits || text.startsWith("=&"), all, negated, Lists.split("<, " + values));
    }

    /// Whether a list that gives these addresses lists something.
    ///
    /// @param foreign told of each address outside 127.0.0.0/8
    boolean hold(List<InetAddress> addresses, Foreign foreign) {
        if (!isSet) {
            return addresses.stream()
                            .filter(address -> isLoopback(address, foreign))
                            .count()
                    > 0;
        }
        Predicate<InetAddress> match = bits ? address -> hasBits(address, foreign) : this::isValue;
        boolean holds =
                all ? addresses.stream().allMatch(match) : addresses.stream().anyMatch(match);
        return holds != negated;
    }

    /// Told of an address that no list should give.
    @FunctionalInterface
    interface Foreign {
        void found(String address);
    }

    private static boolean isLoopback(InetAddress address, Foreign foreign) {
        boolean loopback = address instanceof Inet4Address && address.isLoopbackAddress();
        if (!loopback) {
            foreign.found(IpText.of(address));
        }
        return loopback;
    }

    private boolean isValue(InetAddress address) {
        return values.contains(IpText.of(address));
    }

    private boolean hasBits(InetAddress address, Foreign foreign) {
        int mask = isLoopback(address, foreign) ? number(address) : 0;
        return values.stream().anyMatch(value -> {
            try {
                int wanted = number(InetAddress.ofLiteral(value));
                return (wanted & mask) == wanted;
            } catch (IllegalArgumentException _) {
                return false;
            }
        });
    }

    private static int number(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? java.nio.ByteBuffer.wrap(bytes).getInt() : 0;
    }
}
