package org.postern.core;

import java.util.IdentityHashMap;
import java.util.Map;
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
        private final IdentityHashMap<Slot<?>, Object> values;
        private final Map<String, String> stored;

        /// Slots without a value.
        public Slots() {
            this(new IdentityHashMap<>(4), Map.of());
        }

        private Slots(IdentityHashMap<Slot<?>, Object> values, Map<String, String> stored) {
            this.values = values;
            this.stored = stored;
        }

        /// The slots of a message that comes from the spool: what is `stored` (see [Envelope#state]) is
        /// decoded when its slot is first asked for.
        public static Slots restored(Map<String, String> stored) {
            return new Slots(new IdentityHashMap<>(4), Map.copyOf(stored));
        }

        /// The same values, for another thread or another recipient.
        public Slots copy() {
            return new Slots(new IdentityHashMap<>(values), stored);
        }

        /// The value of `slot`.
        @SuppressWarnings("unchecked") // put() stores a T under a Slot<T>
        public <T> Optional<T> get(Slot<T> slot) {
            Object value = values.get(slot);
            return value != null || stored.isEmpty() ? Optional.ofNullable((T) value) : decoded(slot);
        }

        private <T> Optional<T> decoded(Slot<T> slot) {
            Optional<T> decoded = slot.codec()
                    .flatMap(codec ->
                            Optional.ofNullable(stored.get(slot.toString())).map(codec.decode()));
            decoded.ifPresent(value -> values.put(slot, value));
            return decoded;
        }

        /// Sets the value of `slot`.
        public <T> void put(Slot<T> slot, T value) {
            values.put(slot, value);
        }

        /// Shows each slot that has been set or asked for, with its value.
        public void forEach(BiConsumer<Slot<?>, Object> action) {
            values.forEach(action);
        }
    }
}
