package org.postern.language;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.config.MatchList;
import org.postern.api.mail.Address;
import org.postern.core.Rewriting;

/// Compiles the strings of one place in the configuration.
///
/// @param environment what all of them share
/// @param remedies what is done about unknown words
/// @param strict whether a string that cannot be expanded is an error now
/// @param traced whether those who follow what ACLs do are shown what strings expand to
record LanguageCompiler(Environment environment, Remedies remedies, boolean strict, boolean traced)
        implements Rewriting.OfRules {
    LanguageCompiler(Environment environment, Remedies remedies, boolean strict) {
        this(environment, remedies, strict, false);
    }

    /// The same for what stands in ACLs.
    LanguageCompiler tracing() {
        return new LanguageCompiler(environment, remedies, strict, true);
    }

    @Override
    public Expression expression(String source) throws ConfigException {
        return compiled(source);
    }

    @Override
    public Expression condition(String source) throws ConfigException {
        return new Truth(compiled(source));
    }

    /// A string.
    CompiledExpression compiled(String source) throws ConfigException {
        try {
            CompiledExpression expression = new CompiledExpression(source, node(source));
            return traced ? expression.tracing() : expression;
        } catch (SyntaxException e) {
            if (strict) {
                throw e;
            }
            remedies.warnings().accept(String.valueOf(e.getMessage()));
            return CompiledExpression.failing(source, e.fault());
        }
    }

    @Override
    public void warn(String what) {
        remedies.warnings().accept(what);
    }

    /// Says that something fails whenever it is used.
    void complain(String fault) throws ConfigException {
        if (strict) {
            throw new ConfigException(fault);
        }
        remedies.warnings().accept(fault);
    }

    Node node(String source) throws SyntaxException {
        if (source.indexOf('$') < 0 && source.indexOf('\\') < 0) {
            return Node.Constant.of(source);
        }
        return new StringParser(source, environment, remedies).whole();
    }

    /// The end of a message about an unknown name.
    String hint(String name, Collection<String> known) {
        return remedies.advise() ? Nearest.hint(name, known) : "";
    }

    @Override
    public MatchList<Text> stringList(String source) throws ConfigException {
        return new TextList(list(ListKind.STRING, compiled(source).node()));
    }

    /// A list of strings as one of texts.
    private record TextList(MatchList<String> list) implements MatchList<Text> {
        @Override
        public Match match(Text subject, Context context) throws ExpansionException {
            return list.match(subject.value(), context);
        }

        @Override
        public boolean isEmpty() {
            return list.isEmpty();
        }
    }

    @Override
    public MatchList<String> domainList(String source) throws ConfigException {
        return list(ListKind.DOMAIN, compiled(source).node());
    }

    @Override
    public MatchList<String> localPartList(String source) throws ConfigException {
        return list(ListKind.LOCAL_PART, compiled(source).node());
    }

    @Override
    public MatchList<String> casefulLocalPartList(String source) throws ConfigException {
        return list(ListKind.CASEFUL_LOCAL_PART, compiled(source).node());
    }

    @Override
    public MatchList<InetAddress> hostList(String source) throws ConfigException {
        return list(ListKind.HOST, compiled(source).node());
    }

    @Override
    public MatchList<Address> addressList(String source) throws ConfigException {
        return list(ListKind.ADDRESS, compiled(source).node());
    }

    @Override
    public org.postern.api.config.Regex regex(String pattern, boolean caseless) throws ConfigException {
        Regex regex = environment.regex(pattern, caseless);
        return (subject, context) -> {
            Optional<Captures> found = regex.find(subject);
            found.ifPresent(captures -> Scope.of(context).captures = captures);
            return found.isPresent();
        };
    }

    @Override
    public Rewriting headersRewriting(String rules) throws ConfigException {
        return RewriteSection.ofHeaders(rules, this);
    }

    /// A list that a compiled string gives.
    ///
    /// @param <T> what lists of this kind match
    <T> MatchList<T> list(ListKind kind, Node source) throws ConfigException {
        if (source instanceof Node.Constant(Text text)) {
            return patterns(kind, text.value(), false);
        }
        return new ExpandedList<>(source, (text, tainted) -> patterns(kind, text, tainted));
    }

    /// The patterns of a list that is expanded.
    <T> MatchList<T> patterns(ListKind kind, String text, boolean tainted) throws ConfigException {
        Patterns<T> patterns = patterns(kind, new ListContext(this, tainted));
        List<PatternList.Element<T>> elements = new ArrayList<>();
        boolean looksUp = false;
        for (String item : Lists.split(text)) {
            boolean negated = item.startsWith("!");
            String word = negated ? item.substring(1).strip() : item;
            looksUp |= word.indexOf(';') > 0;
            Optional<ListPattern<T>> pattern = pattern(kind, patterns, word, tainted);
            pattern.ifPresent(found -> elements.add(new PatternList.Element<>(negated, found, patterns.doubts())));
        }
        return new PatternList<>(List.copyOf(elements), looksUp);
    }

    private <T> Optional<ListPattern<T>> pattern(ListKind kind, Patterns<T> patterns, String word, boolean tainted)
            throws ConfigException {
        try {
            Optional<ListPattern<T>> pattern = special(kind, patterns, word, tainted);
            return pattern.isPresent() ? pattern : patterns.word(word);
        } catch (ConfigException e) {
            complain(String.valueOf(e.getMessage()));
            return Optional.of(ListPattern.failing(e));
        }
    }

    @SuppressWarnings("unchecked") // the lists of a kind match one type
    private static <T> Patterns<T> patterns(ListKind kind, ListContext context) {
        return (Patterns<T>)
                switch (kind) {
                    case HOST, HOST_ADDRESS -> new HostPatterns(context, kind == ListKind.HOST_ADDRESS);
                    case ADDRESS -> new AddressPatterns(context);
                    case DOMAIN, LOCAL_PART, CASEFUL_LOCAL_PART, STRING -> new TextPatterns(kind, context);
                };
    }

    /// What is the same in lists of all kinds: named lists, and files.
    private <T> Optional<ListPattern<T>> special(ListKind kind, Patterns<T> patterns, String word, boolean tainted)
            throws ConfigException {
        if (isNamed(word)) {
            return Optional.of(named(kind, word.substring(1)));
        }
        if (!word.startsWith("/")) {
            return Optional.empty();
        }
        if (tainted) {
            throw new ConfigException("the name of a file in a list is made of text from outside: " + word);
        }
        boolean hashes = kind == ListKind.ADDRESS || kind == ListKind.LOCAL_PART;
        return Optional.of(new ListFile<>(word, hashes, patterns.lines()));
    }

    private static boolean isNamed(String word) {
        return word.startsWith("+")
                && switch (word) {
                    case "+caseful", "+include_unknown", "+ignore_unknown", "+include_defer", "+ignore_defer" -> false;
                    default -> true;
                };
    }

    /// A named list as a pattern of another.
    @SuppressWarnings("unchecked") // the lists of a kind match one type
    <T> ListPattern<T> named(ListKind kind, String name) throws ConfigException {
        return new NamedPattern<>(name, (MatchList<T>) environment.lists().get(kind, name, this));
    }
}
