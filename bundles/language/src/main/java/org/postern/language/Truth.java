package org.postern.language;

import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;

/// A string that says yes or no: its value is `true` or `false` (Exim's manual, `condition` of routers).
///
/// @param text the string
record Truth(CompiledExpression text) implements Expression {
    private static final Text YES = Text.trusted("true");
    private static final Text NO = Text.trusted("false");

    @Override
    public Text expand(Context context) throws ExpansionException {
        return isTrue(text.expand(context).value()) ? YES : NO;
    }

    /// As Exim has it for routers and `bool_lax`: empty, `0`, `no` and `false` are no.
    static boolean isTrue(String value) {
        String word = Letters.lower(value.strip());
        return switch (word) {
            case "", "no", "false" -> false;
            default -> !isZero(word);
        };
    }

    private static boolean isZero(String word) {
        return word.equals("0");
    }

    /// As Exim has it for `bool`: nothing but numbers and the words for yes and no.
    static boolean strict(String value) throws ExpansionException {
        String word = Letters.lower(value.strip());
        switch (word) {
            case "", "no", "false" -> {
                return false;
            }
            case "yes", "true" -> {
                return true;
            }
            default -> {}
        }
        String digits = word.startsWith("-") ? word.substring(1) : word;
        if (!digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return digits.chars().anyMatch(c -> c != '0');
        }
        throw ExpansionException.error("unrecognised boolean value \"" + value.strip() + "\"");
    }

    @Override
    public boolean isConstant() {
        return text.isConstant();
    }

    @Override
    public String source() {
        return text.source();
    }
}
