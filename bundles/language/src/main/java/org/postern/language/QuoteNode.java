package org.postern.language;

import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.LookupType;

/// `${quote_TYPE:TEXT}`: text that is safe in the queries of one type of lookup.
///
/// @param type the type
/// @param subject the text
record QuoteNode(Provided<LookupType> type, Node subject) implements Node {
    @Override
    public Text expand(Context context) throws ExpansionException {
        Text text = subject.expand(context);
        type.guard().enter(type.contribution().name());
        try {
            return text.with(type.contribution().quote(text.value()));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw type.guard().fault("${quote_" + type.contribution().name() + ":}", e);
        }
    }
}
