package org.postern.spi;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.Settings;

/// A language in which filters are written, such as Exim's own or Sieve.
@ConsumerType
public non-sealed interface FilterLanguage extends Contribution {
    /// Whether a text is written in this language; its first line says so.
    boolean isLanguageOf(String text);

    /// The language of a system filter whose first line names none: at most one language says yes.
    default boolean isSystemDefault() {
        return false;
    }

    /// What the language is called when a filter is tried, such as `Exim filter`.
    String title();

    /// Compiles a filter once. One that is wrong ends each run with [Filter.Ending.Faulty]. The compiler may
    /// be used here and while the filter runs.
    Filter compile(Source source, Compiler compiler);

    /// The language of a text, among those that the plugins have.
    static Optional<FilterLanguage> of(String text, boolean system, Context context) {
        List<FilterLanguage> languages = context.contributions(FilterLanguage.class);
        return languages.stream()
                .filter(language -> language.isLanguageOf(text))
                .findFirst()
                .or(() -> languages.stream()
                        .filter(language -> system && language.isSystemDefault())
                        .findFirst());
    }

    /// The text of a filter and what it may do.
    ///
    /// @param text the text; if a stranger chose any of it, nothing in it is expanded
    /// @param system whether it is the system filter
    /// @param rights what it may do beyond what every filter may
    /// @param router the options of the router that runs it
    record Source(Text text, boolean system, Set<Right> rights, Optional<Settings> router) {
        /// The rights cannot be changed.
        public Source {
            rights = Set.copyOf(rights);
        }
    }

    /// What only some filters may do.
    enum Right {
        /// Defer the delivery.
        DEFER,
        /// Return the message to its sender.
        FAIL,
        /// Freeze the message.
        FREEZE
    }
}
