package org.postern.language;

import java.util.Collection;
import java.util.function.Consumer;

/// What is said and done about words in strings that nobody offers.
///
/// @param vocabulary the words that there are
/// @param advise whether messages say what can be done; not when a string is tried by hand, as Exim does not
/// either
/// @param warnings takes what is wrong but can be used
record Remedies(Vocabulary vocabulary, boolean advise, Consumer<String> warnings) {
    /// A fault in Exim's words.
    SyntaxException unknown(String fault, String kind, String name, Collection<String> known) {
        return new SyntaxException(fault, advise ? vocabulary.remedy(kind, name, known) : "");
    }

    /// A variable that nobody offers: empty, with a warning, if it is one of Exim's that no feature has.
    Node unknownVariable(String name, String fault, Variables variables) throws SyntaxException {
        boolean exims = vocabulary.isExims("variable", name)
                && vocabulary.feature("variable", name).isEmpty();
        if (!exims) {
            throw unknown(fault, "variable", name, variables.names());
        }
        warnings.accept("$" + name + " is not supported yet, it is empty");
        return Node.Constant.EMPTY;
    }
}
