package org.postern.filters;

import java.util.concurrent.atomic.AtomicReference;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Regex;

/// The regular expression of one place in a filter: compiled anew only when its text changes. Safe for any
/// number of threads.
final class RegexMemo {
    private final AtomicReference<Compiled> last = new AtomicReference<>(new Compiled("", (_, _) -> true));

    private record Compiled(String pattern, Regex regex) {}

    Regex get(String pattern, boolean caseless, Compiler compiler) throws ConfigException {
        Compiled known = last.get();
        if (known.pattern().equals(pattern)) {
            return known.regex();
        }
        Regex regex = compiler.regex(pattern, caseless);
        last.set(new Compiled(pattern, regex));
        return regex;
    }
}
