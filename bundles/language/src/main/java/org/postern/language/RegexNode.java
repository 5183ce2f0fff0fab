package org.postern.language;

import org.postern.api.Context;
import org.postern.api.ExpansionException;

/// A regular expression that a string gives: compiled once if the string is always the same.
@FunctionalInterface
interface RegexNode {
    Regex get(Context context) throws ExpansionException;

    static RegexNode of(Node pattern, Environment environment) throws SyntaxException {
        if (pattern instanceof Node.Constant constant) {
            Regex regex = environment.regex(constant.text().value(), false);
            return _ -> regex;
        }
        Memo<Regex> memo = new Memo<>(text -> environment.regex(text, false));
        return context -> memo.get(pattern.expand(context).value());
    }
}
