package org.postern.language;

import java.util.List;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// A compiled part of a string: what an expression is made of. Immutable.
@FunctionalInterface
interface Node {
    /// The value in `context`.
    Text expand(Context context) throws ExpansionException;

    /// Text that is always the same.
    ///
    /// @param text the text
    record Constant(Text text) implements Node {
        static final Constant EMPTY = new Constant(Text.EMPTY);

        static Constant of(String text) {
            return text.isEmpty() ? EMPTY : new Constant(Text.trusted(text));
        }

        @Override
        public Text expand(Context context) {
            return text;
        }
    }

    /// Parts one after the other.
    ///
    /// @param parts at least two
    record Sequence(List<Node> parts) implements Node {
        /// How long a string may become.
        static final int LIMIT = 16 << 20;

        @Override
        public Text expand(Context context) throws ExpansionException {
            StringBuilder value = new StringBuilder(64);
            boolean tainted = false;
            for (int i = 0; i < parts.size(); i++) {
                Text part = parts.get(i).expand(context);
                value.append(part.value());
                tainted |= part.tainted();
                if (value.length() > LIMIT) {
                    throw ExpansionException.error("string is longer than " + LIMIT + " bytes");
                }
            }
            return new Text(value.toString(), tainted);
        }
    }

    /// The parts as one.
    static Node of(List<Node> parts) {
        return switch (parts.size()) {
            case 0 -> Constant.EMPTY;
            case 1 -> parts.getFirst();
            default -> new Sequence(List.copyOf(parts));
        };
    }
}
