package org.postern.aclstandard;

import java.util.Set;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Slot;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.spi.AclModifier;

/// A control that puts a value where the one who acts on it finds it.
///
/// @param name as in `control = name/options`
/// @param phases in which it may stand
/// @param slot where the value goes
/// @param reader makes the value of the options
/// @param <T> the value
record Control<T>(String name, Set<Phase> phases, Slot<T> slot, Reader<T> reader) implements AclModifier {
    /// Makes the value of a control of its options.
    @FunctionalInterface
    interface Reader<T> {
        T read(String options) throws ConfigException;
    }

    /// A control without options.
    static <T> Control<T> plain(String name, Set<Phase> phases, Slot<T> slot, T value) {
        return new Control<>(name, phases, slot, options -> {
            NoOptions.check("control = " + name, options);
            return value;
        });
    }

    @Override
    public Form form() {
        return Form.CONTROL;
    }

    @Override
    public Action compile(String argument, Compiler compiler) throws ConfigException {
        if (argument.indexOf('$') >= 0) {
            return Modifier.expanding(
                    argument, compiler, (context, options) -> context.put(slot, expanded(options.value())));
        }
        T value = reader.read(argument);
        return context -> context.put(slot, value);
    }

    private T expanded(String options) throws ExpansionException {
        try {
            return reader.read(options);
        } catch (ConfigException e) {
            throw ExpansionException.error(String.valueOf(e.getMessage()));
        }
    }
}
