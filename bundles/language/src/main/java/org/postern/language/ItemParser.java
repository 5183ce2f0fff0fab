package org.postern.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.ExpansionException;
import org.postern.api.config.CommandWord;
import org.postern.spi.ExpansionItem;
import org.postern.spi.ExpansionOperator;

/// Compiles what stands in `${...}`: variables, items and operators. Used by one thread.
final class ItemParser {
    /// The items of the language itself.
    static final Set<String> OWN_ITEMS = Set.of("acl", "dlfunc", "if", "lookup", "perl", "sg");
    /// The operators of the language itself.
    static final Set<String> OWN_OPERATORS = Set.of("expand", "listnamed");

    private static final String OPEN_HEADER =
            "missing } at end of string - could be header name not terminated by colon";
    /// How many characters of a name a message shows.
    private static final int NAME_LENGTH = 255;

    private final Cursor cursor;
    private final Environment environment;
    private final Remedies remedies;
    private final StringParser strings;
    private final ConditionParser conditions;

    ItemParser(Cursor cursor, Environment environment, Remedies remedies, StringParser strings) {
        this.cursor = cursor;
        this.environment = environment;
        this.remedies = remedies;
        this.strings = strings;
        this.conditions = new ConditionParser(cursor, environment, remedies, this);
    }

    ConditionParser conditions() {
        return conditions;
    }

    /// What stands after `${`, to its `}`, which is taken.
    Node item() throws SyntaxException {
        if (Letters.isDigit(cursor.peek())) {
            return numbered();
        }
        if (!Letters.isLetter(cursor.peek())) {
            throw new SyntaxException("letter or digit expected after ${");
        }
        String name = name();
        if (cursor.at('}')) {
            Optional<Node> variable = environment.variables().find(name);
            if (variable.isPresent()) {
                cursor.position++;
                return variable.get();
            }
        }
        if (OWN_ITEMS.contains(name) || isItem(name)) {
            return itemNamed(name);
        }
        if (cursor.take(':')) {
            return operator(name);
        }
        return unknown(name);
    }

    /// As much of a name as a message shows.
    static String shown(String name) {
        return name.substring(0, Math.min(name.length(), NAME_LENGTH));
    }

    private String name() {
        int start = cursor.position;
        while (!cursor.atEnd() && (Letters.isWord(cursor.peek()) || cursor.at('-'))) {
            cursor.position++;
        }
        return cursor.text.substring(start, cursor.position);
    }

    private Node numbered() throws SyntaxException {
        int start = cursor.position;
        while (Letters.isDigit(cursor.peek())) {
            cursor.position++;
        }
        String digits = cursor.text.substring(start, cursor.position);
        if (!cursor.take('}')) {
            throw new SyntaxException("} expected after numeric variable");
        }
        return environment.variables().find(digits).orElse(Node.Constant.EMPTY);
    }

    private boolean isItem(String name) {
        return environment.vocabulary().find(Vocabulary.Kind.ITEM, name).isPresent()
                || (!cursor.at(':') && environment.vocabulary().isDeparted(Vocabulary.Kind.ITEM.word(), name));
    }

    private Node itemNamed(String name) throws SyntaxException {
        int after = cursor.position;
        cursor.skipSpace();
        if (cursor.at(':') && after == cursor.position) {
            cursor.position++;
            return operator(name);
        }
        return switch (name) {
            case "if" -> conditions.ifItem();
            case "lookup" -> new LookupParser(cursor, environment, remedies, this).item();
            case "acl" -> acl();
            case "sg" -> substitution();
            case "dlfunc" -> function();
            case "perl" -> perl();
            default -> pluginItem(name);
        };
    }

    private Node substitution() throws SyntaxException {
        Node node = Substitution.of(groups("sg", Set.of()), environment);
        end();
        return node;
    }

    /// A call of a function that a plugin has: `${dlfunc{LIBRARY}{FUNCTION}{ARGUMENT}...}`. The library is
    /// only a name here.
    private Node function() throws SyntaxException {
        List<Group> groups = between("dlfunc", 2, 9);
        end();
        return new FunctionCall(environment, groups.stream().map(Group::node).toList());
    }

    private Node perl() throws SyntaxException {
        between("perl", 1, 9);
        end();
        return _ -> {
            throw ExpansionException.error("A setting of perl_startup is needed when using the Perl interpreter");
        };
    }

    private List<Group> between(String name, int least, int most) throws SyntaxException {
        List<Group> groups = groups(name, Set.of());
        if (groups.size() < least) {
            throw new SyntaxException("Not enough arguments for '" + name + "' (min is " + least + ")");
        }
        if (groups.size() > most) {
            throw new SyntaxException("Too many arguments for '" + name + "' (max is " + most + ")");
        }
        return groups;
    }

    private Node acl() throws SyntaxException {
        List<Group> groups = groups("acl", Set.of());
        if (groups.isEmpty()) {
            throw new SyntaxException("Not enough arguments for 'acl' (min is 1)");
        }
        if (groups.size() > 10) {
            throw new SyntaxException("Too many arguments for 'acl' (max is 10)");
        }
        AclCall call = new AclCall(environment, groups.stream().map(Group::node).toList());
        end();
        return call::value;
    }

    private Node pluginItem(String name) throws SyntaxException {
        String key = Letters.isLetter(cursor.peek()) || cursor.at(',') ? longer(name) : name;
        List<Group> groups = groups(name, name.equals("filter") ? Set.of(1) : Set.of());
        boolean fail = fail();
        end();
        Optional<Provided<ExpansionItem>> provided = environment.vocabulary().find(Vocabulary.Kind.ITEM, key);
        if (provided.isEmpty()) {
            return _ -> {
                throw ExpansionException.defer("${" + name + "}: the plugin that has it is not there now");
            };
        }
        return new PluginNode.OfItem(provided.get(), groups, fail);
    }

    /// The name of an item that a word belongs to, such as `extract json` or `run,preexpand`.
    private String longer(String name) throws SyntaxException {
        String separator = cursor.take(',') ? "," : " ";
        String whole = name + separator + cursor.word();
        cursor.skipSpace();
        boolean known =
                environment.vocabulary().find(Vocabulary.Kind.ITEM, whole).isPresent()
                        || environment.vocabulary().isDeparted(Vocabulary.Kind.ITEM.word(), whole);
        if (!known) {
            throw remedies.unknown(
                    "missing '{' for arg 1 of " + name,
                    Vocabulary.Kind.ITEM.word(),
                    whole,
                    environment.vocabulary().names(Vocabulary.Kind.ITEM));
        }
        return whole;
    }

    /// The `{...}` that follow; those whose index is in `asConditions` are conditions.
    List<Group> groups(String name, Set<Integer> asConditions) throws SyntaxException {
        List<Group> groups = new ArrayList<>();
        cursor.skipSpace();
        while (cursor.at('{')) {
            groups.add(asConditions.contains(groups.size()) ? conditionGroup(name) : argument(name, groups.size()));
            cursor.skipSpace();
        }
        return groups;
    }

    private Group argument(String name, int index) throws SyntaxException {
        boolean repeated = (name.equals("map") && index == 1) || (name.equals("reduce") && index == 2);
        if (name.equals("run") && index == 0) {
            Group group = group(name);
            return Group.command(group.raw(), group.node(), words(group.raw()));
        }
        if (!repeated) {
            return group(name);
        }
        try {
            return group(name);
        } catch (SyntaxException e) {
            String inside = " inside \"" + name + "\" item";
            throw e.fault().endsWith(inside) ? e : new SyntaxException(e.fault() + inside);
        }
    }

    /// The words of a command, each compiled for itself.
    private List<Node> words(String command) throws SyntaxException {
        List<Node> words = new ArrayList<>();
        for (CommandWord word : CommandWord.split(command)) {
            words.add(word.isLiteral() ? Node.Constant.of(word.text()) : environment.compileNow(word.text()));
        }
        return List.copyOf(words);
    }

    /// The string in `{...}`.
    Group group(String name) throws SyntaxException {
        int start = ++cursor.position;
        Node node = strings.string(true);
        String raw = cursor.text.substring(start, cursor.position);
        if (!cursor.take('}')) {
            throw cursor.openHeader
                    ? new SyntaxException(OPEN_HEADER)
                    : new SyntaxException("missing } at end of string inside \"" + name + "\" item");
        }
        return Group.string(raw, node);
    }

    /// The condition in `{...}`.
    Group conditionGroup(String name) throws SyntaxException {
        int start = ++cursor.position;
        Condition condition;
        try {
            cursor.enter();
            condition = conditions.condition();
            cursor.leave();
        } catch (SyntaxException e) {
            String what = name.equals("filter") ? " item" : " condition";
            throw new SyntaxException(e.getMessage() + " inside \"" + name + "\"" + what);
        }
        cursor.skipSpace();
        String raw = cursor.text.substring(start, cursor.position);
        if (!cursor.take('}')) {
            throw new SyntaxException("missing } at end of condition inside \"" + name + "\"");
        }
        return Group.condition(raw, condition);
    }

    /// Takes the word `fail` if it stands here.
    boolean fail() {
        cursor.skipSpace();
        return cursor.take("fail");
    }

    /// Takes the `}` that ends an item.
    void end() throws SyntaxException {
        cursor.skipSpace();
        if (!cursor.take('}')) {
            throw new SyntaxException(OPEN_HEADER);
        }
    }

    /// The `{yes}{no}` at the end of an item, and its `}`.
    Branches branches(String item) throws SyntaxException {
        cursor.skipSpace();
        if (!cursor.at('{') && !cursor.at('}') && !cursor.atEnd()) {
            throw curly("'yes' part did not start with '{'");
        }
        Optional<Node> yes = branch(item);
        cursor.skipSpace();
        Optional<Node> no = yes.isPresent() ? branch(item) : Optional.empty();
        boolean fail = yes.isPresent() && no.isEmpty() && Letters.isLetter(cursor.peek()) && fail();
        boolean wrong = yes.isPresent() && no.isEmpty() && !fail && !cursor.at('}');
        cursor.skipSpace();
        if (!cursor.take('}')) {
            throw wrong
                    ? new SyntaxException("syntax error in \"" + item + "\" item - \"fail\" expected")
                    : curly("did not close with '}'");
        }
        return new Branches(item, yes, no, fail);
    }

    private SyntaxException curly(String what) {
        return new SyntaxException("curly-bracket problem in conditional yes/no parsing: " + what
                + "\n remaining string is '" + cursor.rest() + "'");
    }

    private Optional<Node> branch(String item) throws SyntaxException {
        return cursor.at('{') ? Optional.of(group(item).node()) : Optional.empty();
    }

    private Node operator(String name) throws SyntaxException {
        Optional<Node> own = name.startsWith("quote_") ? quote(name) : Optional.empty();
        if (own.isPresent()) {
            return own.get();
        }
        String base = name;
        List<String> arguments = new ArrayList<>();
        while (true) {
            if (OWN_OPERATORS.contains(base)) {
                return ownOperator(base, arguments, subject());
            }
            Optional<Provided<ExpansionOperator>> found =
                    environment.vocabulary().find(Vocabulary.Kind.OPERATOR, base);
            if (found.isPresent()) {
                return new PluginNode.OfOperator(found.get(), List.copyOf(arguments), subject());
            }
            if (environment.vocabulary().isDeparted(Vocabulary.Kind.OPERATOR.word(), base)) {
                subject();
                return _ -> {
                    throw ExpansionException.defer("${" + name + ":}: the plugin that has it is not there now");
                };
            }
            int underscore = base.lastIndexOf('_');
            if (underscore <= 0) {
                throw unknownOperator(name);
            }
            arguments.addFirst(base.substring(underscore + 1));
            base = base.substring(0, underscore);
        }
    }

    private Optional<Node> quoteByOption(String words) throws SyntaxException {
        int underscore = words.lastIndexOf('_');
        String option = words.substring(underscore + 1);
        var lookup = environment
                .vocabulary()
                .find(Vocabulary.Kind.LOOKUP, words.substring(0, Math.max(0, underscore)))
                .filter(found -> found.contribution().quote("", option).isPresent());
        return lookup.isEmpty() ? Optional.empty() : Optional.of(new QuoteNode(lookup.get(), option, subject()));
    }

    private Optional<Node> quote(String name) throws SyntaxException {
        String type = name.substring(6);
        var lookup = environment.vocabulary().find(Vocabulary.Kind.LOOKUP, type);
        if (lookup.isPresent()) {
            return Optional.of(new QuoteNode(lookup.get(), "", subject()));
        }
        Optional<Node> optional = quoteByOption(type);
        if (optional.isPresent()) {
            return optional;
        }
        if (environment.vocabulary().find(Vocabulary.Kind.OPERATOR, name).isPresent()) {
            return Optional.empty();
        }
        throw remedies.unknown(
                "unknown lookup type \"" + type + "\"",
                Vocabulary.Kind.LOOKUP.word(),
                type,
                environment.vocabulary().names(Vocabulary.Kind.LOOKUP));
    }

    private Node ownOperator(String name, List<String> arguments, Node subject) throws SyntaxException {
        if (name.equals("listnamed")) {
            return environment.lists().listnamed(arguments, subject);
        }
        return context -> environment.expandNow(subject.expand(context), context);
    }

    /// The subject of an operator, and the `}` that ends it.
    private Node subject() throws SyntaxException {
        Node subject = strings.string(true);
        if (!cursor.take('}')) {
            throw new SyntaxException("missing } at end of string");
        }
        return subject;
    }

    private SyntaxException unknownOperator(String name) {
        return remedies.unknown(
                "unknown expansion operator \"" + name + "\"",
                Vocabulary.Kind.OPERATOR.word(),
                name,
                environment.vocabulary().with(Vocabulary.Kind.OPERATOR, OWN_OPERATORS));
    }

    private Node unknown(String name) throws SyntaxException {
        if (cursor.at('}')) {
            Node empty = remedies.unknownVariable(
                    name, "unknown variable in \"${" + shown(name) + "}\"", environment.variables());
            cursor.position++;
            return empty;
        }
        throw remedies.unknown(
                "\"${" + name + "\" is not a known operator (or a } is missing in a variable reference)",
                Vocabulary.Kind.ITEM.word(),
                name,
                environment.vocabulary().with(Vocabulary.Kind.ITEM, OWN_ITEMS));
    }
}
