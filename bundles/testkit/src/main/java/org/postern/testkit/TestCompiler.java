package org.postern.testkit;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.config.MatchList;
import org.postern.api.config.Regex;
import org.postern.api.mail.Address;

/// A compiler for tests without the language: it knows constant text, `$name`, `${name}` and `\$`, and lists
/// of plain words with `*`, `*.suffix` and `!`. Anything else is refused, so that no test passes on a
/// misunderstanding.
public final class TestCompiler implements Compiler {
    private static final Pattern VARIABLE = Pattern.compile("\\\\(.)|\\$(?:(\\w+)|\\{(\\w+)\\})|(\\$)");
    private static final Set<String> NO = Set.of("", "0", "no", "false");

    private final List<String> warnings = new ArrayList<>();

    /// What it was warned of.
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    @Override
    public void warn(String what) {
        warnings.add(what);
    }

    @Override
    public Expression expression(String source) {
        return new TestExpression(source);
    }

    @Override
    public Expression condition(String source) {
        return new ConditionExpression(new TestExpression(source));
    }

    @Override
    public MatchList<Text> stringList(String source) {
        return list(source, (pattern, text) -> glob(pattern, text.value()));
    }

    @Override
    public MatchList<String> domainList(String source) {
        return list(source, TestCompiler::glob);
    }

    @Override
    public MatchList<InetAddress> hostList(String source) {
        return list(source, (pattern, host) -> glob(pattern, host.getHostAddress()));
    }

    @Override
    public MatchList<String> localPartList(String source) {
        return list(source, TestCompiler::glob);
    }

    @Override
    public MatchList<String> casefulLocalPartList(String source) {
        return list(
                source,
                (pattern, text) ->
                        pattern.startsWith("*") ? text.endsWith(pattern.substring(1)) : text.equals(pattern));
    }

    @Override
    public MatchList<Address> addressList(String source) {
        return list(source, (pattern, address) -> glob(pattern, address.toString()));
    }

    @Override
    public Regex regex(String pattern, boolean caseless) {
        Pattern compiled = Pattern.compile(pattern, caseless ? Pattern.CASE_INSENSITIVE : 0);
        return (subject, _) -> compiled.matcher(subject.value()).find();
    }

    private static <T> MatchList<T> list(String source, BiPredicate<String, T> matches) {
        return new WordList<>(source, matches);
    }

    private static boolean glob(String pattern, String subject) {
        String lower = subject.toLowerCase(Locale.ROOT);
        String word = pattern.toLowerCase(Locale.ROOT);
        return word.startsWith("*") ? lower.endsWith(word.substring(1)) : lower.equals(word);
    }

    private record WordList<T>(String source, BiPredicate<String, T> matches) implements MatchList<T> {
        @Override
        public Match match(T subject, Context context) throws ExpansionException {
            String expanded = new TestExpression(source).expand(context).value();
            boolean negated = false;
            for (String item : Lists.split(expanded)) {
                negated = item.startsWith("!");
                String word = negated ? item.substring(1).strip() : item;
                if (word.startsWith("+") || word.startsWith("@") || word.startsWith("^") || word.contains(";")) {
                    throw new IllegalArgumentException("the test compiler does not know " + word);
                }
                if (matches.test(word, subject)) {
                    return negated ? new Match.NotMatched() : new Match.Matched(Text.trusted(word));
                }
            }
            return negated ? new Match.Matched(Text.EMPTY) : new Match.NotMatched();
        }

        @Override
        public boolean isEmpty() {
            return Lists.split(source).isEmpty();
        }
    }

    private record ConditionExpression(TestExpression inner) implements Expression {
        @Override
        public Text expand(Context context) throws ExpansionException {
            String value = inner.expand(context).value().strip().toLowerCase(Locale.ROOT);
            return Text.trusted(NO.contains(value) ? "" : "true");
        }

        @Override
        public boolean isConstant() {
            return inner.isConstant();
        }

        @Override
        public String source() {
            return inner.source();
        }
    }

    private record TestExpression(String source) implements Expression {
        @Override
        public Text expand(Context context) throws ExpansionException {
            Matcher item = VARIABLE.matcher(source);
            Text result = Text.EMPTY;
            int end = 0;
            while (item.find()) {
                result = result.append(Text.trusted(source.substring(end, item.start())));
                result = result.append(value(item, context));
                end = item.end();
            }
            return result.append(Text.trusted(source.substring(end)));
        }

        private static Text value(Matcher item, Context context) throws ExpansionException {
            if (item.group(1) != null) {
                return Text.trusted(item.group(1));
            }
            String name = item.group(2) == null ? item.group(3) : item.group(2);
            if (name == null) {
                throw new IllegalArgumentException("the test compiler knows only $name");
            }
            return context.variable(name).orElseThrow(() -> ExpansionException.error("unknown variable $" + name));
        }

        @Override
        public boolean isConstant() {
            return source.indexOf('$') < 0 && source.indexOf('\\') < 0;
        }
    }
}
