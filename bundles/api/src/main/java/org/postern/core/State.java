package org.postern.core;

import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.postern.api.Slot;

/// The slots of a connection, a message and a recipient. Confined to one thread.
///
/// @param connection what stays as long as the client does
/// @param message what stays as long as the message is in hand
/// @param recipient what stays as long as the recipient is dealt with
public record State(Slots connection, Slots message, Slots recipient) {
    /// All of them empty.
    public static State fresh() {
        return new State(new Slots(), new Slots(), new Slots());
    }

    /// The same connection with the next message.
    public State nextMessage() {
        return new State(connection, new Slots(), new Slots());
    }

    /// The same message with another recipient.
    public State forRecipient(Slots slots) {
        return new State(connection, message, slots);
    }

    /// Slots with their values.
    public static final class Slots {
        private final IdentityHashMap<Slot<?>, Object> values = new IdentityHashMap<>(4);

        /// The value of `slot`.
        @SuppressWarnings("unchecked") // put() stores a T under a Slot<T>
        public <T> Optional<T> get(Slot<T> slot) {
            return Optional.ofNullable((T) values.get(slot));
        }

        /// Sets the value of `slot`.
        public <T> void put(Slot<T> slot, T value) {
            values.put(slot, value);
        }

        /// Shows each slot with its value.
        public void forEach(BiConsumer<Slot<?>, Object> action) {
            values.forEach(action);
        }
    }
}
