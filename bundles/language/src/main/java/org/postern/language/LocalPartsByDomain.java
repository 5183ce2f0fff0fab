package org.postern.language;

import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.api.mail.Address;

/// `@@lsearch;/file` in a list of addresses: the domain is looked up, and what is found is a list of local
/// parts. A last item such as `>key` goes on with the list of that key (Exim's manual, 10.19).
///
/// @param lookup finds the list
/// @param compiler compiles it
/// @param caseful whether upper and lower case differ
record LocalPartsByDomain(LookupPattern lookup, LanguageCompiler compiler, boolean caseful)
        implements ListPattern<Address> {
    /// How many lists may follow each other.
    private static final int CHAIN = 50;

    @Override
    public Outcome match(Address subject, Context context) throws ExpansionException {
        if (subject.isNull() || subject.domain().isEmpty()) {
            return Outcome.NO;
        }
        try {
            return chain(subject, context);
        } catch (ConfigException e) {
            return Outcome.deferred("local parts for " + subject.domain() + ": " + e.getMessage());
        } catch (LookupDeferred e) {
            return Outcome.deferred(e.reason());
        } catch (ExpansionException e) {
            if (e.kind() == ExpansionException.Kind.DEFER) {
                return Outcome.deferred(String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    private Outcome chain(Address subject, Context context) throws ExpansionException, ConfigException {
        Text key = Text.tainted(Letters.lower(subject.domain()));
        for (int i = 0; i < CHAIN; i++) {
            Optional<Text> found = lookup.find(key, context);
            if (found.isEmpty()) {
                return Outcome.NO;
            }
            List<String> items = Lists.split(found.get().value());
            Optional<String> next = items.isEmpty() || !items.getLast().startsWith(">")
                    ? Optional.empty()
                    : Optional.of(items.getLast().substring(1).strip());
            Outcome outcome = first(next.isEmpty() ? items : items.subList(0, items.size() - 1), subject, context);
            if (!(outcome instanceof Outcome.No) || next.isEmpty()) {
                return outcome;
            }
            key = Text.trusted(next.get());
        }
        return Outcome.deferred(
                "more than " + CHAIN + " lists of local parts follow each other for " + subject.domain());
    }

    /// What the first item that matches says.
    private Outcome first(List<String> items, Address subject, Context context)
            throws ExpansionException, ConfigException {
        TextPatterns patterns = new TextPatterns(ListKind.LOCAL_PART, new ListContext(compiler, false), caseful);
        for (String item : items) {
            boolean negated = item.startsWith("!");
            Optional<ListPattern<String>> pattern =
                    patterns.word(negated ? item.substring(1).strip() : item);
            if (pattern.isEmpty()) {
                continue;
            }
            switch (pattern.get().match(subject.localPart(), context)) {
                case Outcome.No _ -> {}
                case Outcome.Yes yes -> {
                    return negated ? new Outcome.Excluded(yes.match()) : yes;
                }
                case Outcome other -> {
                    return other;
                }
            }
        }
        return Outcome.NO;
    }
}
