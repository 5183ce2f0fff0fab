package org.postern.lookupfile;

import java.io.IOException;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList.Match;

/// Keys that are patterns: with a leading `*`, regular expressions, lookups.
///
/// @param expands whether each is expanded first
record WildKeys(boolean expands) implements Keys {
    @Override
    public Optional<LinearFile.Entry> find(Text key, LinearFile file, Context context, Compiler patterns)
            throws IOException {
        Optional<LinearFile.Entry> literal =
                file.literal(key.value()).filter(entry -> !LinearFile.isPattern(entry.key()));
        int end = literal.map(LinearFile.Entry::number).orElse(Integer.MAX_VALUE);
        for (LinearFile.Entry entry : file.patterns()) {
            if (entry.number() > end) {
                return literal;
            }
            if (matches(entry.key(), key.value(), file.compiled(), context, patterns)) {
                return Optional.of(entry);
            }
        }
        return literal;
    }

    /// A key that is expanded may have variables of the message.
    @Override
    public boolean dependOnContext() {
        return expands;
    }

    private boolean matches(String pattern, String key, CompiledPatterns compiled, Context context, Compiler compiler)
            throws IOException {
        boolean isPlain = !expands || (pattern.indexOf('$') < 0 && pattern.indexOf('\\') < 0);
        if (isPlain && pattern.startsWith("*")) {
            int from = key.length() - (pattern.length() - 1);
            return from >= 0 && LineKey.isSame(key.substring(from), pattern.substring(1));
        }
        if (pattern.startsWith("+")) {
            return LineKey.isSame(pattern, key); // no named list
        }
        // A list of one: no key has the separator in it.
        String list = "<\n" + (expands ? pattern : pattern.replace("\\", "\\\\").replace("$", "\\$"));
        try {
            return switch (compiled.localPartList(list, compiler).match(key, context)) {
                case Match.Matched _ -> true;
                case Match.NotMatched _ -> false;
                case Match.Deferred(String reason) -> throw new IOException(reason);
            };
        } catch (ConfigException | ExpansionException e) {
            throw new IOException(pattern + ": " + e.getMessage(), e);
        }
    }
}
