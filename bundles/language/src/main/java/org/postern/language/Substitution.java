package org.postern.language;

import java.util.List;
import java.util.regex.Matcher;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// `${sg{SUBJECT}{REGEX}{REPLACEMENT}}`: every match replaced. The replacement is expanded once before all
/// and once more for each match, with `$1` and so on set.
///
/// @param subject the subject
/// @param regex the regular expression
/// @param replacement what is expanded for each match
record Substitution(Node subject, RegexNode regex, Replacement replacement) implements Node {
    /// Gives the string for each match.
    @FunctionalInterface
    interface Replacement {
        Node get(Context context) throws ExpansionException;
    }

    static Substitution of(List<Group> groups, Environment environment) throws SyntaxException {
        if (groups.size() < 3) {
            throw new SyntaxException("Not enough arguments for 'sg' (min is 3)");
        }
        Node third = groups.get(2).node();
        return new Substitution(
                groups.get(0).node(), RegexNode.of(groups.get(1).node(), environment), replacement(third, environment));
    }

    private static Replacement replacement(Node node, Environment environment) throws SyntaxException {
        if (node instanceof Node.Constant constant) {
            Node compiled = environment.compileNow(constant.text().value());
            return _ -> compiled;
        }
        return context -> environment.replacement(node.expand(context));
    }

    @Override
    public Text expand(Context context) throws ExpansionException {
        Text text = subject.expand(context);
        Regex compiled = regex.get(context);
        Node each = replacement.get(context);
        Scope scope = Scope.of(context);
        Captures before = scope.captures;
        try {
            return replaced(text, compiled, each, scope, context);
        } finally {
            scope.captures = before;
        }
    }

    private static Text replaced(Text text, Regex regex, Node each, Scope scope, Context context)
            throws ExpansionException {
        Matcher matcher = regex.matcher(text.value());
        StringBuilder result = new StringBuilder(text.value().length());
        boolean tainted = text.tainted();
        int from = 0;
        while (regex.find(matcher)) {
            scope.captures = Regex.captures(matcher, text.tainted());
            Text insert = each.expand(context);
            tainted |= insert.tainted();
            result.append(text.value(), from, matcher.start()).append(insert.value());
            from = matcher.end();
            if (result.length() > Node.Sequence.LIMIT) {
                throw ExpansionException.error("string is longer than " + Node.Sequence.LIMIT + " bytes");
            }
        }
        return new Text(result.append(text.value(), from, text.value().length()).toString(), tainted);
    }
}
