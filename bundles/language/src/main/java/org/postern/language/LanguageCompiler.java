package org.postern.language;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.config.MatchList;
import org.postern.api.mail.Address;

/// Compiles the strings of one place in the configuration.
///
/// @param environment what all of them share
/// @param remedies what is done about unknown words
/// @param strict whether a string that cannot be expanded is an error now
record LanguageCompiler(Environment environment, Remedies remedies, boolean strict) implements Compiler {
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
            return new CompiledExpression(source, node(source));
        } catch (SyntaxException e) {
            if (strict) {
                throw e;
            }
            remedies.warnings().accept(String.valueOf(e.getMessage()));
            return CompiledExpression.failing(source, e.fault());
        }
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
        return new TextList(text(ListKind.STRING, source));
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
        return text(ListKind.DOMAIN, source);
    }

    @Override
    public MatchList<String> localPartList(String source) throws ConfigException {
        return text(ListKind.LOCAL_PART, source);
    }

    private MatchList<String> text(ListKind kind, String source) throws ConfigException {
        return list(compiled(source), (text, tainted) -> {
            ListContext context = new ListContext(this, tainted);
            return patterns(kind, text, new TextPatterns(kind, context));
        });
    }

    @Override
    public MatchList<InetAddress> hostList(String source) throws ConfigException {
        return hosts(compiled(source).node(), false);
    }

    /// A list of hosts; of their addresses only, for `match_ip`.
    MatchList<InetAddress> hosts(Node source, boolean addressesOnly) throws ConfigException {
        return list(new CompiledExpression("", source), (text, tainted) -> {
            ListContext context = new ListContext(this, tainted);
            return patterns(ListKind.HOST, text, new HostPatterns(context, addressesOnly));
        });
    }

    @Override
    public MatchList<Address> addressList(String source) throws ConfigException {
        return addresses(compiled(source));
    }

    private MatchList<Address> addresses(CompiledExpression source) throws ConfigException {
        return list(
                source,
                (text, tainted) ->
                        patterns(ListKind.ADDRESS, text, new AddressPatterns(new ListContext(this, tainted))));
    }

    /// A list of any kind.
    MatchList<?> list(ListKind kind, String source) throws ConfigException {
        return switch (kind) {
            case DOMAIN, LOCAL_PART, STRING -> text(kind, source);
            case HOST -> hostList(source);
            case ADDRESS -> addressList(source);
        };
    }

    /// A list of texts or addresses that a compiled string gives.
    MatchList<?> list(ListKind kind, Node source) throws ConfigException {
        CompiledExpression expression = new CompiledExpression("", source);
        if (kind == ListKind.ADDRESS) {
            return addresses(expression);
        }
        return list(
                expression,
                (text, tainted) -> patterns(kind, text, new TextPatterns(kind, new ListContext(this, tainted))));
    }

    private static <T> MatchList<T> list(CompiledExpression source, ExpandedList.Compile<T> compile)
            throws ConfigException {
        if (source.node() instanceof Node.Constant(Text text)) {
            return compile.compile(text.value(), false);
        }
        return new ExpandedList<>(source.node(), compile);
    }

    /// The patterns of a list that is expanded.
    private <T> MatchList<T> patterns(ListKind kind, String text, Patterns<T> patterns) throws ConfigException {
        List<PatternList.Element<T>> elements = new ArrayList<>();
        boolean looksUp = false;
        for (String item : Lists.split(text)) {
            boolean negated = item.startsWith("!");
            String word = negated ? item.substring(1).strip() : item;
            looksUp |= word.indexOf(';') > 0;
            Optional<ListPattern<T>> pattern = isNamed(word)
                    ? Optional.of(named(kind, word.substring(1)))
                    : word.startsWith("/") ? Optional.of(new ListFile<>(word, kind, this)) : patterns.word(word);
            pattern.ifPresent(found -> elements.add(new PatternList.Element<>(negated, found)));
        }
        return new PatternList<>(List.copyOf(elements), looksUp);
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
        MatchList<T> list = (MatchList<T>) environment.lists().get(kind, name, this);
        return (subject, context) -> switch (list.match(subject, context)) {
            case MatchList.Match.Matched matched -> new Outcome.Yes(matched);
            case MatchList.Match.NotMatched _ -> Outcome.NO;
            case MatchList.Match.Deferred deferred -> new Outcome.End(deferred);
        };
    }

    /// The patterns of a file that stands in a list.
    @SuppressWarnings("unchecked") // the lists of a kind match one type
    <T> MatchList<T> ofFile(ListKind kind, String text) throws ConfigException {
        ListContext context = new ListContext(this, false);
        return (MatchList<T>)
                switch (kind) {
                    case HOST -> patterns(kind, text, new HostPatterns(context, false));
                    case ADDRESS -> patterns(kind, text, new AddressPatterns(context));
                    case DOMAIN, LOCAL_PART, STRING -> patterns(kind, text, new TextPatterns(kind, context));
                };
    }
}
