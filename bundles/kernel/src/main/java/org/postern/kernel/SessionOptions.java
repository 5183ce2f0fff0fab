package org.postern.kernel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The words of `postern session`: Postern's own, and those of `exim -bh`.
///
/// @param from the client
/// @param fromText its address, as given
/// @param to the address that it is connected to
/// @param trace whether it is shown what ACLs do
/// @param trial what is said of the client
record SessionOptions(InetSocketAddress from, String fromText, InetSocketAddress to, boolean trace, Trial trial) {
    private static final Map<String, String> SAME =
            Map.of("--from", "-bh", "-bhc", "-bh", "--to", "-oMi", "-oMa", "-bh");
    private static final Set<String> KNOWN = Set.of("-bh", "-oMi", "-oMaa", "-oMai", "-oMas", "-oMr", "-oMs", "-oMt");

    /// Reads the words. Fails with what is wrong.
    static SessionOptions parse(List<String> words) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.isBlank()) {
                continue;
            }
            if (word.equals("--trace")) {
                given.put(word, "");
                continue;
            }
            String name = SAME.getOrDefault(word, word);
            if (!KNOWN.contains(name) || i + 1 == words.size()) {
                throw new IllegalArgumentException(usage(word));
            }
            given.put(name, words.get(++i));
        }
        String client = given.getOrDefault("-bh", "");
        if (client.isEmpty()) {
            throw new IllegalArgumentException(usage("--from is missing"));
        }
        Trial trial = new Trial(
                true,
                Optional.ofNullable(given.get("-oMs")),
                given.getOrDefault("-oMaa", ""),
                given.getOrDefault("-oMai", ""),
                given.getOrDefault("-oMas", ""),
                given.getOrDefault("-oMt", ""),
                Optional.empty());
        InetSocketAddress from = socket(client);
        InetSocketAddress to = given.containsKey("-oMi")
                ? socket(given.get("-oMi"))
                : new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), 0);
        return new SessionOptions(from, text(from), to, given.containsKey("--trace"), trial);
    }

    private static String text(InetSocketAddress address) {
        return org.postern.api.net.IpText.of(address.getAddress());
    }

    private static String usage(String fault) {
        return fault + ": usage: postern session --from ADDRESS[.PORT] [--to ADDRESS[.PORT]] [--trace] "
                + "[-oMaa AUTHENTICATOR] [-oMai ID] [-oMas SENDER] [-oMs HOST-NAME] [-oMt IDENT]";
    }

    /// `address`, `address.port` or `[address]:port`.
    private static InetSocketAddress socket(String text) {
        Optional<InetAddress> whole = AddressLiteral.parse(text);
        if (whole.isPresent()) {
            return new InetSocketAddress(whole.get(), 0);
        }
        boolean bracketed = text.startsWith("[") && text.contains("]:");
        int end = bracketed ? text.indexOf("]:") : text.lastIndexOf('.');
        String address = end < 0 ? text : text.substring(bracketed ? 1 : 0, end);
        String port = end < 0 ? "" : text.substring(end + (bracketed ? 2 : 1));
        Optional<InetAddress> host = AddressLiteral.parse(address);
        if (host.isEmpty() || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new IllegalArgumentException("\"" + text + "\" is not an IP address (and port)");
        }
        return new InetSocketAddress(host.get(), Integer.parseInt(port));
    }
}
