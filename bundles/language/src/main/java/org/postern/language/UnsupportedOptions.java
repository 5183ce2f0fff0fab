package org.postern.language;

import java.util.Optional;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;

/// The types of Exim's options, by which values are checked although the options have no effect.
final class UnsupportedOptions {
    /// Exim's words for the types whose options may stand alone, and with `no_` or `not_` before them.
    private static final String BOOLEAN = "boolean";

    private final Compiler compiler;

    UnsupportedOptions(Compiler compiler) {
        this.compiler = compiler;
    }

    /// Whether an option of this type may stand without a value, and with `no_` before its name.
    static boolean isBoolean(String type) {
        return type.startsWith(BOOLEAN);
    }

    /// Checks a value as it is written; empty if there is none.
    void check(String type, boolean negated, Optional<String> value) throws ConfigException {
        if (isBoolean(type)) {
            if (negated && value.isPresent()) {
                throw new ConfigException("an option with no_ or not_ before it has no value");
            }
            if (type.equals("boolean-or-expanded-string")) {
                return;
            }
            if (value.isPresent()) {
                parse(OptionTypes.BOOLEAN, value.get());
            }
            return;
        }
        if (value.isEmpty()) {
            throw new ConfigException("= is missing, and then a value");
        }
        checkValue(type, value.get());
    }

    private void checkValue(String type, String value) throws ConfigException {
        switch (type) {
            case "integer", "integer-in-K", "integer-with-K/M/G" -> parse(OptionTypes.NUMBER, value);
            case "octal" -> parse(OptionTypes.OCTAL, value);
            case "time" -> parse(OptionTypes.TIME, value);
            case "fixed-point" -> parse(OptionTypes.FIXED, value);
            case "time-list" -> {
                for (String time : Lists.split(value)) {
                    parse(OptionTypes.TIME, time);
                }
            }
            default -> {} // text, which means what its user makes of it
        }
    }

    @SuppressWarnings("CheckReturnValue") // only whether it can be parsed
    private void parse(OptionType<?> type, String value) throws ConfigException {
        type.parse(value, compiler);
    }
}
