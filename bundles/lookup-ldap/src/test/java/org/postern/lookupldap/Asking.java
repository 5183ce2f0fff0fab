package org.postern.lookupldap;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.ExpansionCondition;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;
import org.postern.testkit.TestArguments;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;

/// The plugin as a test asks it.
final class Asking implements AutoCloseable {
    private final LookupLdapPlugin plugin = new LookupLdapPlugin();
    final TestContext context = TestContext.create().contributions(plugin.contributions());

    LookupType type(String name) {
        return plugin.contributions().stream()
                .filter(LookupType.class::isInstance)
                .map(LookupType.class::cast)
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// The value that a lookup finds.
    Optional<String> ask(String type, String query) throws IOException {
        try (Lookup open = type(type).open("", List.of(), new TestCompiler(), context)) {
            return open.find(Text.trusted(query)).map(Lookup.Found::value);
        }
    }

    boolean knows(String query) throws ExpansionException {
        ExpansionCondition condition = plugin.contributions().stream()
                .filter(ExpansionCondition.class::isInstance)
                .map(ExpansionCondition.class::cast)
                .findFirst()
                .orElseThrow();
        return condition.test(TestArguments.of(query), context);
    }

    LookupLdapPlugin plugin() {
        return plugin;
    }

    @Override
    public void close() {
        plugin.close();
    }
}
