package org.postern.socks;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.api.config.OptionTypes;

/// One entry of `socks_proxy`.
///
/// @param address address and port
/// @param credentials to log in with; empty to go without
/// @param patience how long each step with the proxy may take
/// @param priority the highest is tried first
/// @param weight how often it comes first among those of one priority
/// @param resolves whether the proxy is given the host's name in place of its address
record SocksProxy(
        InetSocketAddress address,
        Optional<Credentials> credentials,
        Duration patience,
        int priority,
        int weight,
        boolean resolves) {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");
    private static final int LARGEST = 65_535;
    /// RFC 1929, 2: the length is one byte.
    private static final int LONGEST_CREDENTIAL = 255;

    /// Name and password (RFC 1929). The password shows nowhere.
    ///
    /// @param name the name
    /// @param password the password
    record Credentials(String name, String password) {
        @Override
        public String toString() {
            return name;
        }
    }

    /// The entries of a list, in its order.
    static List<SocksProxy> list(String text) throws ConfigException {
        List<SocksProxy> proxies = new ArrayList<>();
        for (String entry : Lists.split(text)) {
            if (!entry.isEmpty()) {
                proxies.add(parse(entry));
            }
        }
        return List.copyOf(proxies);
    }

    /// An address and options, separated by white space or as the entry itself says (`<;`).
    private static SocksProxy parse(String entry) throws ConfigException {
        List<String> words = entry.startsWith("<") ? Lists.split(entry) : List.of(entry.split("\\s+", -1));
        Reading reading = new Reading();
        for (String word : words.subList(1, words.size())) {
            reading.take(word);
        }
        return reading.proxyAt(address(words.getFirst()));
    }

    private static InetAddress address(String word) throws ConfigException {
        try {
            if (LITERAL.matcher(word).matches()) {
                return InetAddress.ofLiteral(word);
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw new ConfigException("a proxy is given by its IP address, which this is not: " + word);
    }

    private static final class Reading {
        private int port = 1080;
        private boolean authenticates;
        private String name = "";
        private String password = "";
        private Duration patience = Duration.ofSeconds(5);
        private int priority = 1;
        private int weight = 1;
        private boolean resolves;

        void take(String word) throws ConfigException {
            int equals = word.indexOf('=');
            String option = equals < 0 ? word : word.substring(0, equals);
            String value = equals < 0 ? "" : word.substring(equals + 1);
            switch (option) {
                case "" -> {
                    // White space at the end.
                }
                case "auth" -> authenticates = authenticates(value);
                case "name" -> name = credential("name", value);
                case "pass" -> password = credential("pass", value);
                case "port" -> port = number("port", value, 1);
                case "tmo" -> patience = patience(value);
                case "pri" -> priority = number("pri", value, 0);
                case "weight" -> weight = number("weight", value, 1);
                case "resolve" -> resolves = resolves(value);
                default -> throw new ConfigException("not an option of a proxy: " + option);
            }
        }

        SocksProxy proxyAt(InetAddress address) throws ConfigException {
            if (authenticates && (name.isEmpty() || password.isEmpty())) {
                throw new ConfigException("auth=name needs name= and pass=");
            }
            return new SocksProxy(
                    new InetSocketAddress(address, port),
                    authenticates ? Optional.of(new Credentials(name, password)) : Optional.empty(),
                    patience,
                    priority,
                    weight,
                    resolves);
        }

        private static boolean authenticates(String value) throws ConfigException {
            return switch (value) {
                case "none" -> false;
                case "name" -> true;
                default -> throw new ConfigException("auth is none or name, not " + value);
            };
        }

        private static boolean resolves(String value) throws ConfigException {
            return switch (value) {
                case "here" -> false;
                case "proxy" -> true;
                default -> throw new ConfigException("resolve is here or proxy, not " + value);
            };
        }

        private static String credential(String option, String value) throws ConfigException {
            if (value.length() > LONGEST_CREDENTIAL) {
                throw new ConfigException(option + " is longer than " + LONGEST_CREDENTIAL + " bytes");
            }
            return value;
        }

        private static int number(String option, String value, int least) throws ConfigException {
            int number = NUMBER.matcher(value).matches() ? Integer.parseInt(value) : -1;
            if (number < least || number > LARGEST) {
                throw new ConfigException(option + " is a number from " + least + " to " + LARGEST + ", not " + value);
            }
            return number;
        }

        /// In seconds, or as the configuration writes times.
        private static Duration patience(String value) throws ConfigException {
            Duration time = NUMBER.matcher(value).matches()
                    ? Duration.ofSeconds(Integer.parseInt(value))
                    : OptionTypes.time(value);
            if (time.isZero()) {
                throw new ConfigException("tmo is not a time: " + value);
            }
            return time;
        }
    }
}
