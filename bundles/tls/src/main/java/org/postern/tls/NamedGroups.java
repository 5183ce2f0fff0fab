package org.postern.tls;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;

/// The groups for the agreement on keys that `tls_eccurve` names (RFC 8446, 4.2.7), in OpenSSL's words or
/// those of the RFCs.
final class NamedGroups {
    private static final Map<String, String> OPENSSL = Map.of(
            "prime256v1", "secp256r1",
            "p-256", "secp256r1",
            "p-384", "secp384r1",
            "p-521", "secp521r1");
    private static final Set<String> PLATFORM = Set.of(
            "secp256r1",
            "secp384r1",
            "secp521r1",
            "x25519",
            "x448",
            "ffdhe2048",
            "ffdhe3072",
            "ffdhe4096",
            "ffdhe6144",
            "ffdhe8192");

    private NamedGroups() {}

    /// The platform's names, in order of preference; none for its own choice, which `auto` asks for.
    static List<String> parse(String list) throws ConfigException {
        List<String> words =
                Lists.split(list).stream().filter(word -> !word.isEmpty()).toList();
        if (words.equals(List.of("auto"))) {
            return List.of();
        }
        for (String word : words) {
            if (platformName(word).isEmpty()) {
                throw new ConfigException("not a group that the Java platform has: " + word);
            }
        }
        return words.stream()
                .flatMap(word -> platformName(word).stream())
                .distinct()
                .toList();
    }

    private static Optional<String> platformName(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return Optional.of(OPENSSL.getOrDefault(lower, lower)).filter(PLATFORM::contains);
    }
}
