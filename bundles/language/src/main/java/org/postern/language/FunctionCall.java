package org.postern.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.ExpansionFunction;

/// `${dlfunc...}`: a call of a function that a plugin has.
///
/// @param environment where functions are found
/// @param words the library, the function and its arguments
record FunctionCall(Environment environment, List<Node> words) implements Node {
    @Override
    public Text expand(Context context) throws ExpansionException {
        Text library = words.get(0).expand(context);
        Text name = words.get(1).expand(context);
        Optional<Provided<ExpansionFunction>> provided =
                environment.vocabulary().find(Vocabulary.Kind.FUNCTION, name.value());
        if (provided.isEmpty()) {
            throw ExpansionException.error("dlopen \"" + library + "\" failed: libraries are not loaded, and no plugin"
                    + " has the function \"" + name + "\"");
        }
        List<Text> arguments = new ArrayList<>();
        for (Node word : words.subList(2, words.size())) {
            arguments.add(word.expand(context));
        }
        Guard guard = provided.get().guard();
        guard.enter(name.value());
        try {
            return provided.get().contribution().call(List.copyOf(arguments), context);
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw guard.fault("${dlfunc{" + library + "}{" + name + "}}", e);
        }
    }
}
