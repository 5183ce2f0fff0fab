package org.postern.delivery;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.postern.api.mail.Origin;

/// What the options `-oM...` say of where a message comes from. Used by one thread.
final class TrialOrigin {
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, InetSocketAddress> addresses = new HashMap<>();

    /// Takes an option. Those that nothing of an address depends on have no effect.
    void set(String option, String value) throws TrialWords.Misused {
        if (option.equals("-oMa") || option.equals("-oMi")) {
            addresses.put(option, address(option, value));
        } else {
            values.put(option, value);
        }
    }

    Origin origin() {
        return new Origin(
                Optional.ofNullable(addresses.get("-oMa")),
                values.getOrDefault("-oMs", ""),
                Optional.ofNullable(addresses.get("-oMi")),
                "",
                values.getOrDefault("-oMr", Origin.LOCAL.protocol()),
                values.getOrDefault("-oMai", ""),
                "");
    }

    /// An address, perhaps with a dot and a port after it, or in brackets with a colon.
    private static InetSocketAddress address(String option, String value) throws TrialWords.Misused {
        String bare = value;
        int port = 0;
        if (value.startsWith("[") && value.indexOf(']') > 0) {
            bare = value.substring(1, value.indexOf(']'));
            port = port(option, value.substring(value.indexOf(']') + 1).replaceFirst("^:", ""));
        } else if (value.matches("\\d+(\\.\\d+){4}") || value.matches("[^.]*:[^.]*\\.\\d+")) {
            bare = value.substring(0, value.lastIndexOf('.'));
            port = port(option, value.substring(value.lastIndexOf('.') + 1));
        }
        try {
            return new InetSocketAddress(InetAddress.ofLiteral(bare), port);
        } catch (IllegalArgumentException _) {
            throw new TrialWords.Misused(option + ": not an IP address: " + value);
        }
    }

    private static int port(String option, String text) throws TrialWords.Misused {
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new TrialWords.Misused(option + ": not a port: " + text);
        }
        return Integer.parseInt(text);
    }
}
