package org.postern.language;

import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// The `{yes}{no}` strings at the end of an item.
///
/// @param item the name of the item, for messages
/// @param yes the string for success
/// @param no the string for failure
/// @param fail whether `fail` stands for the second
record Branches(String item, Optional<Node> yes, Optional<Node> no, boolean fail) {
    private static final Text TRUE = Text.trusted("true");

    /// The end of an item that has a value, or none; `$value` is set for the first string.
    Text choose(Optional<Text> value, Context context) throws ExpansionException {
        if (value.isEmpty()) {
            return failed(context);
        }
        if (yes.isEmpty()) {
            return value.get();
        }
        Scope scope = Scope.of(context);
        Text before = scope.value;
        scope.value = value.get();
        try {
            return yes.get().expand(context);
        } finally {
            scope.value = before;
        }
    }

    /// The end of an item that holds or not.
    Text choose(boolean holds, Context context) throws ExpansionException {
        if (!holds) {
            return failed(context);
        }
        return yes.isPresent() ? yes.get().expand(context) : TRUE;
    }

    private Text failed(Context context) throws ExpansionException {
        if (fail) {
            throw new ExpansionException(
                    ExpansionException.Kind.FORCED, "\"" + item + "\" failed and \"fail\" requested");
        }
        return no.isPresent() ? no.get().expand(context) : Text.EMPTY;
    }
}
