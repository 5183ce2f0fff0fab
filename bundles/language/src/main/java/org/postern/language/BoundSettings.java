package org.postern.language;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;

/// The values of one block. Written while it is bound, read afterwards.
final class BoundSettings implements Settings {
    private final String name;
    private final Place place;
    private final IdentityHashMap<Option<?>, Object> values = new IdentityHashMap<>();
    private final IdentityHashMap<Option<?>, Place> set = new IdentityHashMap<>();
    private final Set<Option<?>> wrong = Collections.newSetFromMap(new IdentityHashMap<>());

    BoundSettings(String name, Place place) {
        this.name = name;
        this.place = place;
    }

    /// A complaint about an option, with the place where it was set.
    static final class Misplaced extends ConfigException {
        private static final long serialVersionUID = 1;
        private final transient Place place;

        private Misplaced(Place place, String message) {
            super(message);
            this.place = place;
        }

        Place place() {
            return place;
        }
    }

    void put(Option<?> option, Object value) {
        values.put(option, value);
    }

    void put(Option<?> option, Object value, Place at) {
        values.put(option, value);
        set.put(option, at);
    }

    /// The value of an option cannot be used, which has been reported.
    void wrong(Option<?> option) {
        wrong.add(option);
    }

    boolean isWrong(Option<?> option) {
        return wrong.contains(option);
    }

    /// Where an option was set.
    Optional<Place> place(Option<?> option) {
        return Optional.ofNullable(set.get(option));
    }

    boolean has(Option<?> option) {
        return values.containsKey(option);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    @SuppressWarnings("unchecked") // the binder puts the value that the option's own type parsed
    public <T> T get(Option<T> option) {
        Object value = values.get(option);
        if (value == null) {
            throw new IllegalArgumentException(name + ": option " + option + " is not declared for this block");
        }
        return (T) value;
    }

    @Override
    public boolean isSet(Option<?> option) {
        return set.containsKey(option);
    }

    @Override
    public ConfigException invalid(Option<?> option, String message) {
        return new Misplaced(place(option).orElse(place), option.name() + ": " + message);
    }
}
