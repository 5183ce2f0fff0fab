package org.postern.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.spi.ExpansionCondition;

/// Compiles the conditions of `${if` (Exim's manual, 11.7). Used by one thread.
final class ConditionParser {
    /// The conditions of the language itself.
    static final Set<String> OWN = Set.of(
            "acl",
            "and",
            "bool",
            "bool_lax",
            "def",
            "eq",
            "eqi",
            "inlist",
            "inlisti",
            "match",
            "match_address",
            "match_domain",
            "match_ip",
            "match_local_part",
            "or",
            "saslauthd");
    /// Those whose second argument is a condition.
    private static final Set<String> OVER_LISTS =
            Set.of("forall", "forall_json", "forall_jsons", "forany", "forany_json", "forany_jsons");

    private final Cursor cursor;
    private final Environment environment;
    private final Remedies remedies;
    private final ItemParser items;
    private boolean capturing;

    ConditionParser(Cursor cursor, Environment environment, Remedies remedies, ItemParser items) {
        this.cursor = cursor;
        this.environment = environment;
        this.remedies = remedies;
        this.items = items;
    }

    /// What follows `${if`, with its `}`.
    Node ifItem() throws SyntaxException {
        boolean outer = capturing;
        capturing = false;
        Condition condition = condition();
        boolean restores = capturing;
        capturing = outer || restores;
        cursor.skipSpace();
        if (!cursor.at('{') && !cursor.at('}') && cursor.openHeader) {
            throw new SyntaxException("missing or misplaced { or } - could be header name not terminated by colon");
        }
        Branches branches = items.branches("if");
        if (!restores) {
            return context -> branches.choose(condition.test(context), context);
        }
        return context -> {
            Scope scope = Scope.of(context);
            Captures captures = scope.captures;
            Text value = scope.value;
            try {
                return branches.choose(condition.test(context), context);
            } finally {
                scope.captures = captures;
                scope.value = value;
            }
        };
    }

    /// One condition, perhaps with `!` before it.
    Condition condition() throws SyntaxException {
        cursor.skipSpace();
        if (cursor.take('!')) {
            cursor.enter();
            Condition negated = condition();
            cursor.leave();
            return context -> !negated.test(context);
        }
        int start = cursor.position;
        String name = name();
        if (name.isEmpty()) {
            throw new SyntaxException("condition name expected, but found \"" + shown(start) + "\"");
        }
        return named(name);
    }

    private String shown(int start) {
        return cursor.text.substring(start, Math.min(start + 16, cursor.text.length()));
    }

    private String name() {
        String word = Letters.isLetter(cursor.peek()) ? cursor.word() : "";
        if (word.isEmpty()) {
            int start = cursor.position;
            while ("<>=".indexOf(cursor.peek()) >= 0) {
                cursor.position++;
            }
            word = cursor.text.substring(start, cursor.position);
        }
        return word;
    }

    private Condition named(String name) throws SyntaxException {
        return switch (name) {
            case "def" -> def();
            case "and", "or" -> junction(name);
            case "acl" -> acl();
            case "bool", "bool_lax" -> truth(name);
            case "eq", "eqi" -> provided(name).isPresent() ? plugin(name) : equal(name);
            case "inlist", "inlisti" -> inList(name);
            case "saslauthd" -> absent(name);
            case "match" -> match();
            case "match_address", "match_domain", "match_ip", "match_local_part" -> {
                capturing = true;
                List<Group> groups = arguments(name, 2, Set.of());
                yield inList(name, groups.getFirst().node(), groups.getLast());
            }
            default -> plugin(name);
        };
    }

    private Condition def() throws SyntaxException {
        if (!cursor.take(':')) {
            throw new SyntaxException("\":\" expected after \"def\"");
        }
        int start = cursor.position;
        String name = cursor.word();
        if (HeaderNode.form(name).isPresent()) {
            int end = start;
            while (end < cursor.text.length() && cursor.text.charAt(end) > ' ' && cursor.text.charAt(end) != ':') {
                end++;
            }
            String whole = cursor.text.substring(start, end);
            cursor.position = end;
            cursor.openHeader |= !cursor.take(':');
            return environment
                    .variables()
                    .header(whole)
                    .<Condition>map(header -> header::isThere)
                    .orElse(_ -> false);
        }
        Optional<Node> found = name.isEmpty() || Letters.isDigit(name.charAt(0))
                ? Optional.empty()
                : environment.variables().find(name);
        Node variable = found.isPresent()
                ? found.get()
                : remedies.unknownVariable(
                        name, "unknown variable \"" + name + "\" after \"def:\"", environment.variables());
        return context -> !variable.expand(context).isEmpty();
    }

    private Condition junction(String name) throws SyntaxException {
        cursor.skipSpace();
        if (!cursor.take('{')) {
            throw new SyntaxException(
                    "each subcondition inside an \"" + name + "{...}\" condition must be in its own {}");
        }
        List<Condition> all = new ArrayList<>();
        cursor.skipSpace();
        while (!cursor.take('}')) {
            all.add(member(name));
            cursor.skipSpace();
        }
        List<Condition> members = List.copyOf(all);
        boolean stop = name.equals("or");
        return context -> {
            for (Condition member : members) {
                if (member.test(context) == stop) {
                    return stop;
                }
            }
            return !stop;
        };
    }

    private Condition member(String name) throws SyntaxException {
        if (!cursor.take('{')) {
            throw new SyntaxException(
                    "each subcondition inside an \"" + name + "{...}\" condition must be in its own {}");
        }
        Condition member;
        try {
            cursor.enter();
            member = condition();
            cursor.leave();
        } catch (SyntaxException e) {
            throw new SyntaxException(
                    e.fault() + " inside \"" + name + "{...}\" condition",
                    String.valueOf(e.getMessage()).substring(e.fault().length()));
        }
        cursor.skipSpace();
        if (!cursor.take('}')) {
            throw new SyntaxException("missing } at end of condition inside \"" + name + "\" group");
        }
        return member;
    }

    private Condition acl() throws SyntaxException {
        cursor.skipSpace();
        if (!cursor.take('{')) {
            throw new SyntaxException("missing '{' for call-arguments opening acl");
        }
        List<Group> groups = items.groups("acl", Set.of());
        if (groups.isEmpty() || groups.size() > 10) {
            throw new SyntaxException("condition \"acl\" needs a name and at most 9 arguments");
        }
        items.end();
        capturing = true;
        return new AclCall(environment, groups.stream().map(Group::node).toList())::holds;
    }

    private Condition truth(String name) throws SyntaxException {
        Node node = arguments(name, 1, Set.of()).getFirst().node();
        if (name.equals("bool")) {
            return context -> Truth.strict(node.expand(context).value());
        }
        return context -> Truth.isTrue(node.expand(context).value());
    }

    private Condition equal(String name) throws SyntaxException {
        List<Group> groups = arguments(name, 2, Set.of());
        Node left = groups.getFirst().node();
        Node right = groups.getLast().node();
        if (name.equals("eq")) {
            return context ->
                    left.expand(context).value().equals(right.expand(context).value());
        }
        return context -> Letters.lower(left.expand(context).value())
                .equals(Letters.lower(right.expand(context).value()));
    }

    /// Whether a string is an item of a list; `$value` is the item.
    private Condition inList(String name) throws SyntaxException {
        List<Group> groups = arguments(name, 2, Set.of());
        capturing = true;
        Node subject = groups.getFirst().node();
        Node list = groups.getLast().node();
        boolean anyCase = name.equals("inlisti");
        return context -> {
            Text wanted = subject.expand(context);
            Text items = list.expand(context);
            String word = anyCase ? Letters.lower(wanted.value()) : wanted.value();
            for (String item : Lists.split(items.value())) {
                if (word.equals(anyCase ? Letters.lower(item) : item)) {
                    Scope.of(context).value = items.with(item);
                    return true;
                }
            }
            return false;
        };
    }

    /// A condition that asks a server that is not supported. Its arguments are in braces of their own.
    private Condition absent(String name) throws SyntaxException {
        cursor.skipSpace();
        if (!cursor.take('{')) {
            throw new SyntaxException("missing '{' for arguments of " + name);
        }
        items.groups(name, Set.of());
        items.end();
        return _ -> {
            throw ExpansionException.error("support for \"" + name + "\" not compiled");
        };
    }

    private Condition match() throws SyntaxException {
        List<Group> groups = arguments("match", 2, Set.of());
        capturing = true;
        Node subject = groups.getFirst().node();
        RegexNode regex = RegexNode.of(groups.getLast().node(), environment);
        return context -> {
            Text text = subject.expand(context);
            Optional<Captures> found = regex.get(context).find(text);
            found.ifPresent(captures -> Scope.of(context).captures = captures);
            return found.isPresent();
        };
    }

    private Condition inList(String name, Node subject, Group list) throws SyntaxException {
        try {
            return ListConditions.of(name, subject, list, new LanguageCompiler(environment, remedies, true));
        } catch (SyntaxException e) {
            throw e;
        } catch (ConfigException e) {
            throw new SyntaxException(String.valueOf(e.getMessage()));
        }
    }

    private Optional<Provided<ExpansionCondition>> provided(String name) {
        return environment.vocabulary().find(Vocabulary.Kind.TEST, name);
    }

    private Condition plugin(String name) throws SyntaxException {
        Optional<Provided<ExpansionCondition>> provided = provided(name);
        if (provided.isPresent()) {
            int arity = provided.get().contribution().arity();
            return new PluginNode.OfCondition(
                    provided.get(), arguments(name, arity, OVER_LISTS.contains(name) ? Set.of(1) : Set.of()));
        }
        if (environment.vocabulary().isDeparted(Vocabulary.Kind.TEST.word(), name)) {
            arguments(name, -1, Set.of());
            return _ -> {
                throw ExpansionException.defer("condition " + name + ": the plugin that has it is not there now");
            };
        }
        throw remedies.unknown(
                "unknown condition \"" + name + "\"",
                Vocabulary.Kind.TEST.word(),
                name,
                environment.vocabulary().with(Vocabulary.Kind.TEST, OWN));
    }

    /// The arguments of a condition; with -1, as many as leave two for `{yes}{no}`.
    private List<Group> arguments(String name, int count, Set<Integer> asConditions) throws SyntaxException {
        if (count < 0) {
            List<Group> all = items.groups(name, asConditions);
            cursor.skipSpace();
            return all;
        }
        List<Group> groups = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            cursor.skipSpace();
            if (!cursor.at('{')) {
                throw new SyntaxException(missing(name, i, count));
            }
            groups.add(asConditions.contains(i) ? items.conditionGroup(name) : items.group(name));
        }
        return List.copyOf(groups);
    }

    private static String missing(String name, int index, int count) {
        String which = count == 1 ? "" : index == 0 ? "1st " : index == 1 ? "2nd " : (index + 1) + "th ";
        return "missing " + which + "string in {} after \"" + name + "\"";
    }
}
