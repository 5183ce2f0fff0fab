package org.postern.api;

import java.util.Optional;
import java.util.function.Function;

/// A place for the state that a plugin keeps for a connection, message or recipient.
///
/// A slot is its own key: two slots never collide, whatever their names. Keep it private to the
/// plugin, and show its state through variables.
public final class Slot<T> {
    /// How long the state stays.
    public enum Lifetime {
        /// As long as the client stays connected.
        CONNECTION,
        /// As long as the message is in hand: from MAIL to the end of the transaction; during delivery, one
        /// attempt.
        MESSAGE,
        /// As long as one recipient is dealt with.
        RECIPIENT,
        /// As long as one ACL or one routing runs: gone with its [Context].
        CONTEXT
    }

    /// Turns state into text and back, so that it survives in the spool.
    ///
    /// @param encode gives one line of text
    /// @param decode reads what `encode` wrote, perhaps by an older version of the plugin
    public record Codec<T>(Function<? super T, String> encode, Function<String, ? extends T> decode) {}

    private final Lifetime lifetime;
    private final String name;
    private final Optional<Codec<T>> codec;

    private Slot(Lifetime lifetime, String name, Optional<Codec<T>> codec) {
        this.lifetime = lifetime;
        this.name = name;
        this.codec = codec;
    }

    /// A slot that is forgotten when the message is spooled. The name is for diagnostics.
    public static <T> Slot<T> of(Lifetime lifetime, String name) {
        return new Slot<>(lifetime, name, Optional.empty());
    }

    /// A slot of a message that is kept in the spool under `name`.
    public static <T> Slot<T> stored(String name, Codec<T> codec) {
        return new Slot<>(Lifetime.MESSAGE, name, Optional.of(codec));
    }

    /// How long the state stays.
    public Lifetime lifetime() {
        return lifetime;
    }

    /// How the state is written into the spool; empty if it is forgotten there.
    public Optional<Codec<T>> codec() {
        return codec;
    }

    @Override
    public String toString() {
        return name;
    }
}
