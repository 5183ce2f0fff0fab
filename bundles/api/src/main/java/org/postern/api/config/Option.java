package org.postern.api.config;

import java.util.List;
import java.util.Optional;

/// An option that the configuration may set: declared once, as a constant, by the code that reads it. It is
/// its own key.
///
/// @param <T> its value
public final class Option<T> {
    private final String name;
    private final List<String> synonyms;
    private final OptionType<T> type;
    private final Optional<String> defaultText;
    private final boolean required;
    private final Optional<T> unset;

    private Option(
            String name,
            List<String> synonyms,
            OptionType<T> type,
            Optional<String> defaultText,
            boolean required,
            Optional<T> unset) {
        this.name = name;
        this.synonyms = List.copyOf(synonyms);
        this.type = type;
        this.defaultText = defaultText;
        this.required = required;
        this.unset = unset;
    }

    /// An option with a default, given as the configuration would write it.
    public static <T> Option<T> of(String name, OptionType<T> type, String defaultText) {
        return new Option<>(name, List.of(), type, Optional.of(defaultText), false, Optional.empty());
    }

    /// An option that must be set.
    public static <T> Option<T> required(String name, OptionType<T> type) {
        return new Option<>(name, List.of(), type, Optional.empty(), true, Optional.empty());
    }

    /// An option that may be left unset.
    public static <T> Option<Optional<T>> optional(String name, OptionType<T> type) {
        return new Option<>(name, List.of(), type.orEmpty(), Optional.empty(), false, Optional.of(Optional.empty()));
    }

    /// This option, also accepted under an older name, with a warning. The result is another option: use it
    /// alone.
    public Option<T> alsoCalled(String... older) {
        return new Option<>(name, List.of(older), type, defaultText, required, unset);
    }

    /// The word in the configuration, in lower case.
    public String name() {
        return name;
    }

    /// Older names.
    public List<String> synonyms() {
        return synonyms;
    }

    /// How its text becomes a value.
    public OptionType<T> type() {
        return type;
    }

    /// The default as the configuration would write it; empty if the option must be set or may stay unset.
    public Optional<String> defaultText() {
        return defaultText;
    }

    /// Whether it is an error to leave it out.
    public boolean isRequired() {
        return required;
    }

    /// The value of an option that is left out and has no default text.
    public Optional<T> unset() {
        return unset;
    }

    @Override
    public String toString() {
        return name;
    }
}
