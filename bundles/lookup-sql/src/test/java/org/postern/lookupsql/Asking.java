package org.postern.lookupsql;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postern.api.Text;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;

/// The plugin as a test asks it.
final class Asking implements AutoCloseable {
    private final LookupSqlPlugin plugin = new LookupSqlPlugin();
    final TestContext context = TestContext.create();

    LookupType type(String name) {
        return plugin.contributions().stream()
                .map(LookupType.class::cast)
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// The value that a lookup finds; `lookup` is its type and, after commas, options.
    Optional<String> ask(String lookup, String query) throws IOException {
        return ask(lookup, Text.trusted(query)).map(Lookup.Found::value);
    }

    Optional<Lookup.Found> ask(String lookup, Text query) throws IOException {
        List<String> words = List.of(lookup.split(",", -1));
        LookupType type = type(words.getFirst());
        try (Lookup open = type.open("", words.subList(1, words.size()), new TestCompiler(), context)) {
            return open.find(query);
        }
    }

    LookupSqlPlugin plugin() {
        return plugin;
    }

    @Override
    public void close() {
        plugin.close();
    }
}
