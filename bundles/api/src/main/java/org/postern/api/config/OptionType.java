package org.postern.api.config;

import java.util.Optional;

/// How the text of an option becomes a value. See [OptionTypes] for those that Exim has.
///
/// @param <T> the value
public final class OptionType<T> {
    private final String description;
    private final boolean isBoolean;
    private final Optional<Naming> naming;
    private final Parse<T> parse;

    private OptionType(String description, boolean isBoolean, Optional<Naming> naming, Parse<T> parse) {
        this.description = description;
        this.isBoolean = isBoolean;
        this.naming = naming;
        this.parse = parse;
    }

    /// What kind of block a text names.
    public enum Naming {
        /// A transport.
        TRANSPORT,
        /// A router.
        ROUTER,
        /// A router that stands after the block that names it.
        LATER_ROUTER
    }

    /// A type from a description and a way to parse.
    public static <T> OptionType<T> of(String description, Parse<T> parse) {
        return new OptionType<>(description, false, Optional.empty(), parse);
    }

    /// A type whose option may stand without a value, and with `no_` or `not_` before its name.
    static OptionType<Boolean> ofBoolean(String description, Parse<Boolean> parse) {
        return new OptionType<>(description, true, Optional.empty(), parse);
    }

    /// This type for the name of a block: one that is not expanded must be there.
    public OptionType<T> naming(Naming kind) {
        return new OptionType<>(description, isBoolean, Optional.of(kind), parse);
    }

    /// The kind of block that the text names, if it does.
    public Optional<Naming> naming() {
        return naming;
    }

    /// What a value looks like, for messages: `a number`, `a time such as 1h30m`.
    public String description() {
        return description;
    }

    /// Whether the option may stand without a value, and with `no_` or `not_` before its name.
    public boolean isBoolean() {
        return isBoolean;
    }

    /// Parses the text of the configuration, without quotes. The core adds file and line to the exception.
    public T parse(String text, Compiler compiler) throws ConfigException {
        return parse.parse(text, compiler);
    }

    /// This type, for an option that may be left unset.
    public OptionType<Optional<T>> orEmpty() {
        return new OptionType<>(
                description, isBoolean, naming, (text, compiler) -> Optional.of(parse.parse(text, compiler)));
    }

    /// Turns the text of an option into its value.
    ///
    /// @param <T> the value
    @FunctionalInterface
    public interface Parse<T> {
        /// Parses `text`.
        T parse(String text, Compiler compiler) throws ConfigException;
    }
}
