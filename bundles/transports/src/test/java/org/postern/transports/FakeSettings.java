package org.postern.transports;

import java.util.HashMap;
import java.util.Map;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;

/// The options of a block, set by the test; the others have their defaults.
final class FakeSettings implements Settings {
    private final Map<Option<?>, Object> values = new HashMap<>();

    <T> FakeSettings with(Option<T> option, T value) {
        values.put(option, value);
        return this;
    }

    static Expression expression(Text value) {
        return new Expression() {
            @Override
            public Text expand(Context context) {
                return value;
            }

            @Override
            public boolean isConstant() {
                return true;
            }

            @Override
            public String source() {
                return value.value();
            }
        };
    }

    @Override
    public String name() {
        return "local_delivery";
    }

    @Override
    @SuppressWarnings("unchecked") // with() puts the type of the option.
    public <T> T get(Option<T> option) {
        if (values.containsKey(option)) {
            return (T) values.get(option);
        }
        if (option.defaultText().isEmpty()) {
            return option.unset().orElseThrow();
        }
        try {
            return option.type().parse(option.defaultText().get(), new NoCompiler());
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean isSet(Option<?> option) {
        return values.containsKey(option);
    }

    @Override
    public ConfigException invalid(Option<?> option, String message) {
        return new ConfigException(option.name() + ": " + message);
    }
}
