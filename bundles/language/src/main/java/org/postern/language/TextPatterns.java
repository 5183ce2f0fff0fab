package org.postern.language;

import java.util.List;
import java.util.Optional;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;

/// Compiles the patterns of lists of domains, local parts and strings (Exim's manual, 10.8 and 10.21). For
/// one list.
final class TextPatterns implements Patterns<String> {
    private final ListKind kind;
    private final ListContext list;
    private boolean caseful;

    TextPatterns(ListKind kind, ListContext list) {
        this(kind, list, false);
    }

    /// @param caseful whether upper and lower case differ
    TextPatterns(ListKind kind, ListContext list, boolean caseful) {
        this.kind = kind;
        this.list = list;
        this.caseful = caseful || kind == ListKind.CASEFUL_LOCAL_PART;
    }

    @Override
    public Patterns<String> lines() {
        return new TextPatterns(kind, list, caseful);
    }

    @Override
    public Optional<ListPattern<String>> word(String word) throws ConfigException {
        if (kind.ofNames() == ListKind.LOCAL_PART && word.equals("+caseful")) {
            caseful = true;
            return Optional.empty();
        }
        return Optional.of(pattern(word));
    }

    private ListPattern<String> pattern(String word) throws ConfigException {
        if (word.startsWith("^")) {
            return regex(word);
        }
        if (kind == ListKind.DOMAIN && word.startsWith("@")) {
            return new LocalDomains(list.compiler()).pattern(word);
        }
        Optional<ListPattern<String>> lookup =
                kind == ListKind.STRING ? Optional.empty() : list.lookup(word).map(LookupPattern::ofText);
        if (lookup.isPresent()) {
            return lookup.get();
        }
        Outcome matched = Outcome.yes(list.text(word));
        if (word.equals("*")) {
            return (_, _) -> matched;
        }
        return word.startsWith("*") ? suffix(word.substring(1), matched) : literal(word, matched);
    }

    private ListPattern<String> regex(String word) throws ConfigException {
        Regex regex = list.environment().regex(word, !caseful);
        Outcome matched = Outcome.yes(list.text(word));
        return (subject, context) -> {
            Optional<Captures> found = regex.find(Text.tainted(subject));
            found.ifPresent(captures -> Scope.of(context).captures = captures);
            return found.isPresent() ? matched : Outcome.NO;
        };
    }

    private ListPattern<String> suffix(String suffix, Outcome matched) {
        String wanted = folded(suffix);
        return (subject, context) -> {
            if (!folded(subject).endsWith(wanted)) {
                return Outcome.NO;
            }
            String wild = subject.substring(0, subject.length() - wanted.length());
            Scope.of(context).captures = new Captures(List.of(subject, wild), true);
            return matched;
        };
    }

    private ListPattern<String> literal(String word, Outcome matched) {
        String wanted = folded(word);
        return (subject, _) -> folded(subject).equals(wanted) ? matched : Outcome.NO;
    }

    private String folded(String text) {
        return caseful ? text : Letters.lower(text);
    }
}
