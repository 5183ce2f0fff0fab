package org.postern.language;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// A lookup `store` that says what a test wants, and knows what it was asked for.
final class CountingLookup implements LookupType {
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    Answer answer = key -> Optional.of("of " + key);
    Duration ttl = Lookup.Found.MESSAGE;
    boolean remembersAbsence = true;
    boolean dependsOnContext;
    Style style = Style.SINGLE_KEY;

    /// What is found for a key.
    @FunctionalInterface
    interface Answer {
        Optional<String> find(String key) throws IOException;
    }

    @Override
    public String name() {
        return "store";
    }

    @Override
    public Style style() {
        return style;
    }

    @Override
    public boolean dependsOnContext() {
        return dependsOnContext;
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) {
        return new Lookup() {
            @Override
            public Optional<Found> find(Text key) throws IOException {
                asked.add(key.value());
                return answer.find(key.value()).map(value -> new Found(value, ttl, key.tainted()));
            }

            @Override
            public boolean remembersAbsence() {
                return remembersAbsence;
            }

            @Override
            public void close() {}
        };
    }
}
