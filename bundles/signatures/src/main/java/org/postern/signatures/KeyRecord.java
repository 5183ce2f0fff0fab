package org.postern.signatures;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A record that holds a public key (RFC 6376, 3.6.1).
///
/// @param keyTypeName `k=`, `rsa` if absent
/// @param hashes `h=`, the names of the hashes that may be used; empty for all
/// @param serviceTypes `s=`, the services that it is for; `*` if absent
/// @param flags `t=`, such as `y` and `s`
/// @param granularity `g=`, which RFC 6376 has dropped and which is not acted on; `*` if absent
/// @param notes `n=`, for people, or the empty string
/// @param data `p=`, base64 without white space; empty if the key is revoked
public record KeyRecord(
        String keyTypeName,
        List<String> hashes,
        String serviceTypes,
        List<String> flags,
        String granularity,
        String notes,
        String data) {
    private static final String VERSION = "DKIM1";

    /// The lists cannot be changed.
    public KeyRecord {
        hashes = List.copyOf(hashes);
        flags = List.copyOf(flags);
    }

    /// Parses the text of a TXT record, its strings joined.
    public static KeyRecord parse(String text) throws SyntaxException {
        TagList tags = TagList.parse(text);
        Optional<String> version = tags.compact("v");
        if (version.isPresent()
                && !(version.get().equals(VERSION) && tags.names().getFirst().equals("v"))) {
            throw new SyntaxException("a key record of another version");
        }
        return new KeyRecord(
                tags.compact("k").orElse("rsa"),
                list(tags.compact("h")),
                tags.compact("s").orElse("*"),
                list(tags.compact("t")),
                tags.compact("g").orElse("*"),
                tags.get("n").orElse(""),
                tags.required("p"));
    }

    private static List<String> list(Optional<String> words) {
        return words.filter(text -> !text.isEmpty())
                .map(text -> Arrays.asList(text.split(":", -1)))
                .orElse(List.of());
    }

    /// Whether the domain has withdrawn the key.
    public boolean isRevoked() {
        return data.isEmpty();
    }

    /// Whether the domain only tries DKIM out (`t=y`).
    public boolean isTesting() {
        return flags.contains("y");
    }

    /// Whether `i=` must name the domain itself and none below it (`t=s`).
    public boolean forbidsSubdomains() {
        return flags.contains("s");
    }

    /// Whether signatures with this hash may be made with the key.
    public boolean allows(HashAlgorithm hash) {
        return hashes.isEmpty() || hashes.contains(hash.word());
    }

    /// Whether the key is for mail.
    public boolean isForMail() {
        List<String> services = list(Optional.of(serviceTypes));
        return services.isEmpty() || services.contains("*") || services.contains("email");
    }

    /// The key in `p=`.
    public PublicKey key() throws SyntaxException {
        KeyType type = KeyType.of(keyTypeName).orElseThrow(() -> new SyntaxException("an unknown kind of key in k="));
        return PublicKey.parse(type, data);
    }
}
