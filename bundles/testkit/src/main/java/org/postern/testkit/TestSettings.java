package org.postern.testkit;

import java.util.HashMap;
import java.util.Map;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;

/// The options of one block: those that the test sets, and the defaults of all others.
public final class TestSettings implements Settings {
    private final String name;
    private final Map<Option<?>, Object> values = new HashMap<>();

    private TestSettings(String name) {
        this.name = name;
    }

    /// A block in which nothing is set.
    public static TestSettings block(String name) {
        return new TestSettings(name);
    }

    /// Sets an option as the configuration would.
    public TestSettings set(Option<?> option, String text) {
        try {
            values.put(option, option.type().parse(text, new TestCompiler()));
            return this;
        } catch (ConfigException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    /// Sets an option to a value.
    public <T> TestSettings put(Option<T> option, T value) {
        values.put(option, value);
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    @SuppressWarnings("unchecked") // set() and put() store a T under an Option<T>
    public <T> T get(Option<T> option) {
        Object value = values.get(option);
        return value == null ? defaultOf(option) : (T) value;
    }

    private static <T> T defaultOf(Option<T> option) {
        if (option.defaultText().isEmpty()) {
            return option.unset().orElseThrow(() -> new IllegalArgumentException(option + " must be set"));
        }
        try {
            return option.type().parse(option.defaultText().get(), new TestCompiler());
        } catch (ConfigException e) {
            throw new IllegalArgumentException("the default of " + option + ": " + e.getMessage(), e);
        }
    }

    @Override
    public boolean isSet(Option<?> option) {
        return values.containsKey(option);
    }

    @Override
    public ConfigException invalid(Option<?> option, String message) {
        return new ConfigException(name + ": " + option.name() + ": " + message);
    }
}
