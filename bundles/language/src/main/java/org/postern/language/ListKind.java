package org.postern.language;

import java.util.Locale;
import java.util.Optional;

/// What a list is a list of.
enum ListKind {
    /// Domains.
    DOMAIN("domainlist"),
    /// Hosts.
    HOST("hostlist"),
    /// Hosts by their addresses alone: what `match_ip` makes of a list of hosts.
    HOST_ADDRESS(""),
    /// Addresses.
    ADDRESS("addresslist"),
    /// Local parts.
    LOCAL_PART("localpartlist"),
    /// Local parts whose case counts.
    CASEFUL_LOCAL_PART(""),
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
            if (kind != STRING && !kind.word.isEmpty() && kind.word.equals(word)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /// The kind whose named lists may stand in a list of this kind.
    ListKind ofNames() {
        return switch (this) {
            case HOST_ADDRESS -> HOST;
            case CASEFUL_LOCAL_PART -> LOCAL_PART;
            case DOMAIN, HOST, ADDRESS, LOCAL_PART, STRING -> this;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ') + " list";
    }
}
