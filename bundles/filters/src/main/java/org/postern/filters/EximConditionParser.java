package org.postern.filters;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postern.api.mail.Attempt;
import org.postern.filters.EximComparison.Operator;

/// Compiles the conditions of an Exim filter (Exim's filter specification, 3.20 to 3.30). Used by one thread.
final class EximConditionParser {
    private static final int MAX_DEPTH = 100;

    private final EximReader reader;
    private final EximScope scope;
    private int depth;

    EximConditionParser(EximReader reader, EximScope scope) {
        this.reader = reader;
        this.scope = scope;
    }

    /// Conditions joined by `or`, each of them joined by `and`.
    EximCondition parse() throws FilterFault {
        if (++depth > MAX_DEPTH) {
            throw reader.fault("conditions are nested too deep");
        }
        List<EximCondition> any = new ArrayList<>();
        do {
            any.add(all());
        } while (reader.takeWord("or", true));
        depth--;
        return any.size() == 1 ? any.getFirst() : run -> anyHolds(any, run);
    }

    private static boolean anyHolds(List<EximCondition> any, EximRun run) throws FilterFault {
        for (EximCondition condition : any) {
            if (condition.holds(run)) {
                return true;
            }
        }
        return false;
    }

    private EximCondition all() throws FilterFault {
        List<EximCondition> all = new ArrayList<>();
        do {
            all.add(one());
        } while (reader.takeWord("and", true));
        return all.size() == 1 ? all.getFirst() : run -> allHold(all, run);
    }

    private static boolean allHold(List<EximCondition> all, EximRun run) throws FilterFault {
        for (EximCondition condition : all) {
            if (!condition.holds(run)) {
                return false;
            }
        }
        return true;
    }

    private EximCondition one() throws FilterFault {
        boolean negated = false;
        while (reader.takeWord("not", true)) {
            negated = !negated;
        }
        EximCondition condition = reader.peek() == '(' ? inParentheses() : plain();
        return negated ? run -> !condition.holds(run) : condition;
    }

    private EximCondition inParentheses() throws FilterFault {
        reader.take('(');
        EximCondition inner = parse();
        if (!reader.take(')')) {
            throw reader.fault("\")\" missing in a condition");
        }
        return inner;
    }

    private EximCondition plain() throws FilterFault {
        Optional<EximCondition> named = named();
        if (named.isPresent()) {
            return named.get();
        }
        String left = reader.string("\"if\"", true);
        return comparison(left);
    }

    /// A condition that is a word; the word is taken.
    private Optional<EximCondition> named() throws FilterFault {
        return switch (reader.peekWord(true)) {
            case "delivered" -> taken(EximRun::delivered);
            case "error_message" -> taken(EximConditionParser::isBounce);
            case "first_delivery" ->
                taken(run ->
                        run.context().get(Attempt.SLOT).map(Attempt::isFirst).orElse(true));
            case "manually_thawed" ->
                taken(run ->
                        run.context().get(Attempt.SLOT).map(Attempt::isThawed).orElse(false));
            case "personal" -> {
                reader.word(true);
                yield Optional.of(personal());
            }
            case "foranyaddress" -> {
                reader.word(true);
                yield Optional.of(forAnyAddress());
            }
            default -> Optional.empty();
        };
    }

    private Optional<EximCondition> taken(EximCondition condition) {
        reader.word(true);
        return Optional.of(condition);
    }

    private static boolean isBounce(EximRun run) {
        return run.context().message().map(message -> message.sender().isNull()).orElse(false);
    }

    private EximCondition personal() throws FilterFault {
        List<FilterString> aliases = new ArrayList<>();
        while (reader.takeWord("alias", true)) {
            aliases.add(scope.string(reader.string("\"alias\"", true)));
        }
        return new Personal(aliases);
    }

    private EximCondition forAnyAddress() throws FilterFault {
        FilterString addresses = scope.string(reader.string("\"foranyaddress\"", true));
        if (reader.peek() != '(') {
            throw reader.fault("\"(\" expected after \"foranyaddress\"");
        }
        return new ForAnyAddress(addresses, inParentheses());
    }

    private EximCondition comparison(String left) throws FilterFault {
        String word = reader.word(true);
        boolean negated = false;
        String verb = word;
        switch (word.toLowerCase(Locale.ROOT)) {
            case "is" -> {
                negated = takeNot();
                String next = reader.peekWord(true);
                if (Set.of("above", "below").contains(next)) {
                    verb = reader.word(true);
                }
            }
            case "does" -> {
                negated = takeNot();
                if (!negated) {
                    throw reader.fault("\"not\" expected after \"does\"");
                }
                verb = reader.word(true);
            }
            default -> {}
        }
        boolean caseful = verb.equals(verb.toUpperCase(Locale.ROOT));
        Operator operator =
                Operator.of(verb).orElseThrow(() -> reader.fault("unrecognized condition word \"" + word + "\""));
        FilterString right = scope.string(reader.string("\"" + word + "\"", true));
        EximCondition comparison = new EximComparison(scope.string(left), operator, caseful, right, new RegexMemo());
        return negated ? run -> !comparison.holds(run) : comparison;
    }

    private boolean takeNot() {
        return reader.takeWord("not", true) || reader.takeWord("NOT", true);
    }
}
