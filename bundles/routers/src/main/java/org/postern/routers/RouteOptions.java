package org.postern.routers;

import java.util.Arrays;
import java.util.Optional;
import org.postern.api.config.ConfigException;
import org.postern.routers.HostAddresses.Family;

/// The words after the hosts in a rule of the `manualroute` router.
///
/// @param lookup how host names become addresses
/// @param randomize whether the hosts are tried in any order; empty for the router's option
/// @param family which addresses count
/// @param transport the transport; empty for the router's option
record RouteOptions(Lookup lookup, Optional<Boolean> randomize, Family family, Optional<String> transport) {
    /// No words.
    static final RouteOptions NONE = new RouteOptions(Lookup.DEFAULT, Optional.empty(), Family.BOTH, Optional.empty());

    /// How host names become addresses.
    enum Lookup {
        /// In the DNS, and if there is no such name, as `BYNAME`.
        DEFAULT,
        /// As this machine looks up names: hosts file, then DNS.
        BYNAME,
        /// In the DNS only.
        BYDNS
    }

    /// Reads the words. One that is no option is the name of a transport; a second one is wrong.
    static RouteOptions parse(String words) throws ConfigException {
        Lookup lookup = Lookup.DEFAULT;
        Optional<Boolean> randomize = Optional.empty();
        Family family = Family.BOTH;
        Optional<String> transport = Optional.empty();
        String[] all = words.isBlank() ? new String[0] : words.strip().split("\\s+", -1);
        for (int i = 0; i < all.length; i++) {
            String word = all[i];
            switch (word) {
                case "byname" -> lookup = Lookup.BYNAME;
                case "bydns" -> lookup = Lookup.BYDNS;
                case "randomize" -> randomize = Optional.of(true);
                case "no_randomize" -> randomize = Optional.of(false);
                case "ipv4_only" -> family = Family.IPV4_ONLY;
                case "ipv4_prefer" -> family = Family.IPV4_FIRST;
                default -> {
                    if (transport.isPresent() || !isTransportName(word)) {
                        throw new ConfigException("unknown routing option or transport name \""
                                + String.join(" ", Arrays.asList(all).subList(i, all.length)) + "\"");
                    }
                    transport = Optional.of(word);
                }
            }
        }
        return new RouteOptions(lookup, randomize, family, transport);
    }

    private static boolean isTransportName(String word) {
        return word.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.');
    }
}
