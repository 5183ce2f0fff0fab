package org.postern.api.net;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How urgent the packets of a connection are, for the routers on their way (RFC 2474).
///
/// @param octet the octet of the IP header: the code point in its upper six bits
public record TrafficClass(int octet) {
    private static final Map<String, Integer> BY_NAME = Stream.of(
                    IntStream.rangeClosed(0, 7).mapToObj(n -> Map.entry("cs" + n, n << 5)),
                    IntStream.range(0, 12).mapToObj(n -> assured(1 + n / 3, 1 + n % 3)),
                    Stream.of(
                            Map.entry("ef", 46 << 2),
                            Map.entry("lowdelay", 0x10),
                            Map.entry("throughput", 0x08),
                            Map.entry("reliability", 0x04),
                            Map.entry("lowcost", 0x02),
                            Map.entry("mincost", 0x02)))
            .flatMap(entries -> entries)
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static Map.Entry<String, Integer> assured(int kind, int precedence) {
        return Map.entry("af" + kind + precedence, (kind * 8 + precedence * 2) << 2);
    }

    /// By name, such as `ef` or `af21`, or by the number of the code point, 0 to 63 (`0x3f`).
    public static Optional<TrafficClass> parse(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        if (name.matches("\\d{1,2}|0x[0-9a-f]{1,2}")) {
            int codePoint = name.startsWith("0x") ? Integer.decode(name) : Integer.parseInt(name);
            return codePoint < 64 ? Optional.of(new TrafficClass(codePoint << 2)) : Optional.empty();
        }
        return Optional.ofNullable(BY_NAME.get(name)).map(TrafficClass::new);
    }
}
