package org.postern.language;

import java.util.Locale;
import java.util.Optional;

/// What a list is a list of.
enum ListKind {
    /// Domains.
    DOMAIN("domainlist"),
    /// Hosts.
    HOST("hostlist"),
    /// Addresses.
    ADDRESS("addresslist"),
    /// Local parts.
    LOCAL_PART("localpartlist"),
    /// Strings; there are no named lists of them.
    STRING("stringlist");

    private final String word;

    ListKind(String word) {
        this.word = word;
    }

    /// The word that defines a named list of this kind.
    String word() {
        return word;
    }

    /// The kind that `word` defines a list of.
    static Optional<ListKind> defined(String word) {
        for (ListKind kind : values()) {
            if (kind != STRING && kind.word.equals(word)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ') + " list";
    }
}
