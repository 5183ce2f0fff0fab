package org.postern.language;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// A lookup `tree` with two ways to quote, whose queries have passwords; it finds the query itself, and
/// defers for
/// those that end with `down`.
final class QuotingLookup implements LookupType {
    final List<String> asked = new ArrayList<>();

    @Override
    public String name() {
        return "tree";
    }

    @Override
    public Style style() {
        return Style.QUERY;
    }

    @Override
    public String quote(String value) {
        return "<" + value + ">";
    }

    @Override
    public Optional<String> quote(String value, String option) {
        return option.equals("dn") ? Optional.of("[" + value + "]") : Optional.empty();
    }

    @Override
    public String withoutSecrets(String query) {
        return query.replaceAll("pass=\\S+", "pass=...");
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) {
        return new Lookup() {
            @Override
            public Optional<Found> find(Text key) throws IOException {
                asked.add(key.value());
                if (key.value().endsWith("down")) {
                    throw new IOException("the server is down");
                }
                return Optional.of(new Found(key.value(), Found.MESSAGE));
            }

            @Override
            public void close() {}
        };
    }
}
