package org.postern.language;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.core.EffectiveOption;

/// The values of one block. Written while it is bound, read afterwards.
final class BoundSettings implements Settings {
    private final String name;
    private final Place place;
    private final IdentityHashMap<Option<?>, Object> values = new IdentityHashMap<>();
    private final IdentityHashMap<Option<?>, Place> set = new IdentityHashMap<>();
    private final IdentityHashMap<Option<?>, String> texts = new IdentityHashMap<>();
    private final List<EffectiveOption> effective = new ArrayList<>();
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

    void put(Option<?> option, Object value, String text, Place at) {
        values.put(option, value);
        texts.put(option, text);
        set.put(option, at);
    }

    /// Notes what is in force, for a section; the driver is empty in the main section.
    void describe(String section, String driver, Declared declared) {
        Set<String> seen = new HashSet<>();
        if (!driver.isEmpty()) {
            Optional<String> at = Optional.of(place.toString());
            effective.add(new EffectiveOption(section, name, "driver", Optional.of(driver), at, false));
        }
        for (Declared.Entry entry : declared.all()) {
            Option<?> option = entry.option();
            if (seen.add(option.name())) {
                effective.add(new EffectiveOption(
                        section,
                        driver.isEmpty() ? "" : name,
                        option.name(),
                        Optional.ofNullable(texts.get(option)).or(option::defaultText),
                        place(option).map(Place::toString),
                        option.type().isBoolean()));
            }
        }
    }

    /// What is in force.
    List<EffectiveOption> effective() {
        return List.copyOf(effective);
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

    /// The options that the configuration sets.
    Set<Option<?>> set() {
        return set.keySet();
    }

    /// The text to which the configuration sets an option.
    String text(Option<?> option) {
        return texts.getOrDefault(option, "");
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
