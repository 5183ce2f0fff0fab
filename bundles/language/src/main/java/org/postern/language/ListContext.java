package org.postern.language;

import java.util.Optional;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;

/// What the patterns of a list need to know of it while they are compiled.
///
/// @param compiler compiles it
/// @param tainted whether its text came from outside
record ListContext(LanguageCompiler compiler, boolean tainted) {
    Environment environment() {
        return compiler.environment();
    }

    /// A word of the list.
    Text text(String word) {
        return new Text(word, tainted);
    }

    /// The lookup that a word such as `lsearch;/etc/domains` stands for.
    Optional<LookupPattern> lookup(String word) throws ConfigException {
        int semicolon = word.indexOf(';');
        if (semicolon <= 0 || !isTypeName(word.substring(0, semicolon))) {
            return Optional.empty();
        }
        LookupSpec spec = LookupSpec.parse(word.substring(0, semicolon).strip(), environment(), compiler.remedies());
        String source = word.substring(semicolon + 1).strip();
        if (tainted && (spec.isQuery() ? spec.mustQuote() : !spec.takesTaintedSource())) {
            throw new ConfigException("a lookup in a list is made of text from outside: " + word);
        }
        return Optional.of(new LookupPattern(spec, source));
    }

    private static boolean isTypeName(String type) {
        return type.strip().chars().allMatch(c -> Letters.isWord((char) c) || "-*@(),.=/ ".indexOf(c) >= 0);
    }
}
