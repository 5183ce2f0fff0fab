package org.postern.language;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// A source of one lookup type, opened through the guard of its plugin when the message does not remember
/// the answer. Confined to its thread.
final class OpenLookup implements AutoCloseable, KeySearch.Source {
    private final LookupSpec spec;
    private final Provided<LookupType> type;
    private final LookupMemory.Source source;
    private final Context context;
    private Optional<Lookup> lookup = Optional.empty();

    private OpenLookup(LookupSpec spec, Provided<LookupType> type, LookupMemory.Source source, Context context) {
        this.spec = spec;
        this.type = type;
        this.source = source;
        this.context = context;
    }

    static OpenLookup of(LookupSpec spec, String source, Context context) throws ExpansionException {
        Provided<LookupType> type = spec.type()
                .orElseThrow(() -> ExpansionException.defer(
                        "lookup type " + spec.name() + ": the plugin that has it is not there now"));
        return new OpenLookup(spec, type, new LookupMemory.Source(spec.name(), source, spec.options()), context);
    }

    /// What there is for `key`: nothing, without asking, for the empty one.
    @Override
    public Optional<Text> find(Text key) throws ExpansionException {
        if (key.value().isEmpty()) {
            return Optional.empty();
        }
        LookupMemory.Question question = new LookupMemory.Question(source, key);
        Optional<LookupMemory.Entry> known = spec.caching().recall(question, context);
        if (known.isPresent()) {
            return known.get().value();
        }
        Lookup open = open();
        Optional<Lookup.Found> found = ask(open, key);
        if (found.map(Lookup.Found::ttl).orElse(Duration.ZERO).isZero() && !open.remembersAbsence()) {
            spec.caching().forget(source, context);
        } else {
            spec.caching().remember(question, found, context);
        }
        return found.map(answer -> new Text(answer.value(), answer.tainted()));
    }

    private Optional<Lookup.Found> ask(Lookup open, Text key) throws ExpansionException {
        Scope scope = Scope.of(context);
        Captures before = scope.captures; // patterns in a source leave no trace
        try {
            return open.find(key);
        } catch (IOException e) {
            throw new LookupDeferred(type.contribution().withoutSecrets(key.value()), e);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw type.guard().fault("lookup " + spec.name(), e);
        } finally {
            scope.captures = before;
        }
    }

    private Lookup open() throws ExpansionException {
        if (lookup.isPresent()) {
            return lookup.get();
        }
        Guard guard = type.guard();
        guard.enter("lookup " + spec.name());
        try {
            Lookup opened = type.contribution().open(source.source(), spec.options(), spec.compiler(), context);
            lookup = Optional.of(opened);
            return opened;
        } catch (IOException e) {
            throw ExpansionException.defer(String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw guard.fault("lookup " + spec.name(), e);
        }
    }

    @Override
    public void close() throws ExpansionException {
        if (lookup.isEmpty()) {
            return;
        }
        try {
            lookup.get().close();
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            throw type.guard().fault("closing of lookup " + spec.name(), e);
        }
    }
}
