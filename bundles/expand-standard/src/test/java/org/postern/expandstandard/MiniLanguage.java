package org.postern.expandstandard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Arguments;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.Contribution;
import org.postern.spi.ExpansionCondition;
import org.postern.spi.ExpansionItem;
import org.postern.spi.ExpansionOperator;
import org.postern.spi.Variable;

/// Just enough of the expansion language to try contributions in the way in which a configuration uses
/// them: `$name`, `${name}`, `${item{...}...}`, `${op_1_2:...}`, `${if cond{...}{yes}{no}}` with `!`,
/// `and`, `or`, `eq`, and backslash escapes. Anything else is an [IllegalArgumentException].
final class MiniLanguage {
    private final Map<String, ExpansionItem> items = new HashMap<>();
    private final Map<String, ExpansionOperator> operators = new HashMap<>();
    private final Map<String, ExpansionCondition> conditions = new HashMap<>();
    private final Map<String, Variable> variables = new HashMap<>();
    private final Context context;

    MiniLanguage(List<Contribution> contributions, Context context) {
        this.context = context;
        for (Contribution contribution : contributions) {
            switch (contribution) {
                case ExpansionItem item -> items.put(item.name(), item);
                case ExpansionOperator operator -> operators.put(operator.name(), operator);
                case ExpansionCondition condition -> conditions.put(condition.name(), condition);
                case Variable variable -> variables.put(variable.name(), variable);
                default -> throw new IllegalArgumentException(contribution.name());
            }
        }
    }

    Text expand(String source) throws ExpansionException {
        return new Parser(source, Optional.empty(), Optional.empty()).all();
    }

    private final class Parser {
        private final String source;
        private final Optional<Text> item;
        private final Optional<Text> value;
        private int position;

        Parser(String source, Optional<Text> item, Optional<Text> value) {
            this.source = source;
            this.item = item;
            this.value = value;
        }

        Text all() throws ExpansionException {
            Text result = Text.EMPTY;
            while (position < source.length()) {
                result = result.append(piece());
            }
            return result;
        }

        private Text piece() throws ExpansionException {
            char c = source.charAt(position++);
            if (c == '\\') {
                return Text.trusted(escape());
            }
            if (c != '$') {
                return Text.trusted(String.valueOf(c));
            }
            if (source.startsWith("{", position)) {
                return braced();
            }
            String name = word("abcdefghijklmnopqrstuvwxyz_0123456789");
            return variable(name);
        }

        private Text variable(String name) throws ExpansionException {
            if (name.equals("item")) {
                return item.orElse(Text.EMPTY);
            }
            if (name.equals("value")) {
                return value.orElse(Text.EMPTY);
            }
            Variable variable = variables.get(name);
            if (variable == null) {
                throw new IllegalArgumentException("variable $" + name);
            }
            return variable.read(context).orElse(Text.EMPTY);
        }

        private String escape() {
            char c = source.charAt(position++);
            return switch (c) {
                case 'n' -> "\n";
                case 'r' -> "\r";
                case 't' -> "\t";
                case 'N' -> literal();
                case 'x' -> hexadecimal();
                default -> String.valueOf(c);
            };
        }

        private String literal() {
            int end = source.indexOf("\\N", position);
            String literal = source.substring(position, end < 0 ? source.length() : end);
            position = end < 0 ? source.length() : end + 2;
            return literal;
        }

        private String hexadecimal() {
            position += 2;
            return String.valueOf((char) Integer.parseInt(source.substring(position - 2, position), 16));
        }

        private Text braced() throws ExpansionException {
            position++;
            String name = word("abcdefghijklmnopqrstuvwxyz0123456789_-");
            if (source.startsWith("}", position)) {
                position++;
                return variable(name);
            }
            if (source.startsWith(":", position)) {
                return operator(name);
            }
            if (name.equals("if")) {
                return ifItem();
            }
            ExpansionItem known = items.get(name);
            if (known == null) {
                throw new IllegalArgumentException("item ${" + name);
            }
            Given given = given(name, item, value);
            close();
            return known.expand(given, context);
        }

        private Text operator(String name) throws ExpansionException {
            position++;
            Text subject = Text.EMPTY;
            int depth = 0;
            while (depth > 0 || !source.startsWith("}", position)) {
                char c = source.charAt(position);
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
                subject = subject.append(piece());
            }
            position++;
            for (String known = name; ; known = known.substring(0, known.lastIndexOf('_'))) {
                ExpansionOperator operator = operators.get(known);
                if (operator != null) {
                    String rest = name.substring(known.length());
                    List<String> arguments = rest.isEmpty()
                            ? List.of()
                            : List.of(rest.substring(1).split("_", -1));
                    return operator.apply(subject, arguments, context);
                }
                if (known.lastIndexOf('_') < 0) {
                    throw new IllegalArgumentException("operator ${" + name + ":");
                }
            }
        }

        private Text ifItem() throws ExpansionException {
            boolean holds = condition();
            Given rest = given("if", item, value);
            close();
            if (rest.size() == 0) {
                return Text.trusted(holds ? "true" : "");
            }
            if (holds) {
                return rest.expand(0);
            }
            return rest.size() > 1 ? rest.expand(1) : Text.EMPTY;
        }

        private boolean condition() throws ExpansionException {
            skip();
            if (source.startsWith("!", position)) {
                position++;
                return !condition();
            }
            String name = word("abcdefghijklmnopqrstuvwxyz0123456789_<>=");
            if (name.equals("and") || name.equals("or")) {
                Given inner = given(name, 1, item, value);
                return inner.combined(name.equals("and"));
            }
            if (name.equals("eq")) {
                Given both = given(name, 2, item, value);
                return both.expand(0).value().equals(both.expand(1).value());
            }
            ExpansionCondition known = conditions.get(name);
            if (known == null) {
                throw new IllegalArgumentException("condition " + name);
            }
            return known.test(given(name, known.arity(), item, value), context);
        }

        private Given given(String name, Optional<Text> outerItem, Optional<Text> outerValue) {
            return given(name, Integer.MAX_VALUE, outerItem, outerValue);
        }

        private Given given(String name, int most, Optional<Text> outerItem, Optional<Text> outerValue) {
            List<String> raw = new ArrayList<>();
            skip();
            while (raw.size() < most && source.startsWith("{", position)) {
                raw.add(inBraces());
                skip();
            }
            boolean fail = most == Integer.MAX_VALUE && source.startsWith("fail", position);
            position += fail ? 4 : 0;
            skip();
            return new Given(name, raw, fail, outerItem, outerValue);
        }

        private String inBraces() {
            int start = ++position;
            int depth = 1;
            while (depth > 0) {
                char c = source.charAt(position++);
                if (c == '\\') {
                    position++;
                } else if (c == '{') {
                    depth++;
                } else if (c == '}') {
                    depth--;
                }
            }
            return source.substring(start, position - 1);
        }

        private void close() {
            skip();
            if (!source.startsWith("}", position)) {
                throw new IllegalArgumentException("no } at " + source.substring(position));
            }
            position++;
        }

        private void skip() {
            while (position < source.length() && Character.isWhitespace(source.charAt(position))) {
                position++;
            }
        }

        private String word(String letters) {
            int start = position;
            while (position < source.length() && letters.indexOf(source.charAt(position)) >= 0) {
                position++;
            }
            return source.substring(start, position);
        }
    }

    private final class Given implements Arguments {
        private final String name;
        private final List<String> raw;
        private final boolean fail;
        private final Optional<Text> item;
        private final Optional<Text> value;
        private int asked;

        Given(String name, List<String> raw, boolean fail, Optional<Text> item, Optional<Text> value) {
            this.name = name;
            this.raw = raw;
            this.fail = fail;
            this.item = item;
            this.value = value;
        }

        boolean combined(boolean and) throws ExpansionException {
            for (String inner : raw.isEmpty() ? List.<String>of() : conditionsIn(raw.getFirst())) {
                if (new Parser(inner, item, value).condition() != and) {
                    return !and;
                }
            }
            return and;
        }

        private List<String> conditionsIn(String text) {
            Parser parser = new Parser(text, item, value);
            List<String> found = new ArrayList<>();
            parser.skip();
            while (parser.position < text.length()) {
                found.add(parser.inBraces());
                parser.skip();
            }
            return found;
        }

        @Override
        public int size() {
            return raw.size();
        }

        private String ask(int index) {
            if (index >= raw.size()) {
                throw new IllegalArgumentException(name + " has no argument " + index);
            }
            asked = Math.max(asked, index + 1);
            return raw.get(index);
        }

        @Override
        public Text expand(int index) throws ExpansionException {
            return new Parser(ask(index), item, value).all();
        }

        @Override
        public String raw(int index) {
            return ask(index);
        }

        @Override
        public boolean test(int index) throws ExpansionException {
            return new Parser(ask(index), item, value).condition();
        }

        @Override
        public Text choose(Optional<Text> found) throws ExpansionException {
            if (raw.size() == asked) {
                if (found.isEmpty() && fail) {
                    throw new ExpansionException(
                            ExpansionException.Kind.FORCED, "\"" + name + "\" failed and \"fail\" requested");
                }
                return found.orElse(Text.EMPTY);
            }
            if (found.isPresent()) {
                return new Parser(raw.get(asked), item, found).all();
            }
            if (fail) {
                throw new ExpansionException(
                        ExpansionException.Kind.FORCED, "\"" + name + "\" failed and \"fail\" requested");
            }
            return raw.size() > asked + 1 ? new Parser(raw.get(asked + 1), item, value).all() : Text.EMPTY;
        }

        @Override
        public Text chooseFailure(Text failed) throws ExpansionException {
            return raw.size() > asked + 1
                    ? new Parser(raw.get(asked + 1), item, Optional.of(failed)).all()
                    : choose(Optional.empty());
        }

        @Override
        public List<Text> expandWords(int index) throws ExpansionException {
            List<Text> words = new ArrayList<>();
            for (String word : ask(index).split(" ", -1)) {
                words.add(new Parser(word, item, value).all());
            }
            return words;
        }

        @Override
        public Text expandWith(int index, Text with, Optional<Text> other) throws ExpansionException {
            return new Parser(ask(index), Optional.of(with), other.or(() -> value)).all();
        }

        @Override
        public boolean testWith(int index, Text with) throws ExpansionException {
            return new Parser(ask(index), Optional.of(with), value).condition();
        }
    }
}
