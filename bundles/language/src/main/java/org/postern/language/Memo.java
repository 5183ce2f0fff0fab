package org.postern.language;

import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.config.ConfigException;

/// What was last compiled from a string that changes rarely. Safe for any number of threads.
final class Memo<T> {
    private final Compile<T> compile;
    private volatile Optional<Entry<T>> last = Optional.empty();

    private record Entry<T>(String text, T compiled) {}

    /// Compiles a string.
    ///
    /// @param <T> what it becomes
    @FunctionalInterface
    interface Compile<T> {
        T compile(String text) throws ConfigException;
    }

    Memo(Compile<T> compile) {
        this.compile = compile;
    }

    T get(String text) throws ExpansionException {
        Optional<Entry<T>> known = last;
        if (known.isPresent() && known.get().text().equals(text)) {
            return known.get().compiled();
        }
        try {
            T compiled = compile.compile(text);
            last = Optional.of(new Entry<>(text, compiled));
            return compiled;
        } catch (SyntaxException e) {
            throw ExpansionException.error(e.fault());
        } catch (ConfigException e) {
            throw ExpansionException.error(String.valueOf(e.getMessage()));
        }
    }
}
