package org.postern.language;

import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.LookupType;

/// `${quote_TYPE:TEXT}` or `${quote_TYPE_OPTION:TEXT}`: text that is safe in the queries of one type of
/// lookup.
///
/// @param type the type
/// @param subject the text
/// @param option how, where the type has several ways; empty for the usual one
record QuoteNode(Provided<LookupType> type, String option, Node subject) implements Node {
    @Override
    public Text expand(Context context) throws ExpansionException {
        Text text = subject.expand(context);
        type.guard().enter(type.contribution().name());
        try {
            return text.with(quote(text.value()));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw type.guard().fault("${quote_" + type.contribution().name() + ":}", e);
        }
    }

    private String quote(String value) {
        return option.isEmpty()
                ? type.contribution().quote(value)
                : type.contribution().quote(value, option).orElse(value);
    }
}
