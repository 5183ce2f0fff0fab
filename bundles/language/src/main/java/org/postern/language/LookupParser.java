package org.postern.language;

import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// Compiles `${lookup`. Used by one thread.
final class LookupParser {
    private final Cursor cursor;
    private final Environment environment;
    private final Remedies remedies;
    private final ItemParser items;

    LookupParser(Cursor cursor, Environment environment, Remedies remedies, ItemParser items) {
        this.cursor = cursor;
        this.environment = environment;
        this.remedies = remedies;
        this.items = items;
    }

    /// What follows `${lookup`, with its `}`.
    Node item() throws SyntaxException {
        cursor.skipSpace();
        Optional<Node> key = cursor.at('{') ? Optional.of(items.group("lookup").node()) : Optional.empty();
        cursor.skipSpace();
        int start = cursor.position;
        while (!cursor.atEnd() && !cursor.at('{') && !Letters.isSpace(cursor.peek())) {
            cursor.position++;
        }
        LookupSpec spec = LookupSpec.parse(cursor.text.substring(start, cursor.position), environment, remedies);
        checkStyle(spec, key.isPresent());
        cursor.skipSpace();
        if (!cursor.at('{')) {
            throw new SyntaxException("missing '{' for lookup file-or-query arg");
        }
        Node source = items.group("lookup").node();
        Branches branches = items.branches("lookup");
        return new Item(spec, spec.mustQuote(), key, source, branches);
    }

    private static void checkStyle(LookupSpec spec, boolean hasKey) throws SyntaxException {
        if (hasKey && spec.isQuery()) {
            throw new SyntaxException("a single key was given for lookup type \"" + spec.name()
                    + "\", which is not a single-key lookup type");
        }
        if (!hasKey && spec.isSingleKey()) {
            throw new SyntaxException(
                    "missing '{' for lookup key: \"" + spec.name() + "\" is a single-key lookup type");
        }
    }

    /// A lookup in a string.
    ///
    /// @param spec how it is done
    /// @param mustQuote whether queries take text from outside only if it is quoted
    /// @param key the key of a single-key lookup
    /// @param source the file, or the query
    /// @param branches what is made of the answer
    private record Item(LookupSpec spec, boolean mustQuote, Optional<Node> key, Node source, Branches branches)
            implements Node {
        @Override
        public Text expand(Context context) throws ExpansionException {
            Scope.permit("lookup", context);
            Scope scope = Scope.of(context);
            Captures before = scope.captures;
            try {
                return branches.choose(found(context), context);
            } finally {
                scope.captures = before;
            }
        }

        private Optional<Text> found(Context context) throws ExpansionException {
            if (key.isEmpty()) {
                return spec.query(query(context), context);
            }
            Text subject = key.get().expand(context);
            Text from = source.expand(context);
            if (from.tainted() && !spec.takesTaintedSource()) {
                throw ExpansionException.error("Tainted filename for search: '" + from.value() + "'");
            }
            return spec.find(subject, from.value(), Scope.of(context).captures.get(0), context);
        }

        /// The query; what strangers chose must have been quoted for this type.
        private Text query(Context context) throws ExpansionException {
            StringBuilder query = new StringBuilder();
            boolean beginsTainted = false;
            for (Node part : source instanceof Node.Sequence(List<Node> parts) ? parts : List.of(source)) {
                Text text = part.expand(context);
                if (text.tainted() && mustQuote && !isQuoted(part)) {
                    throw ExpansionException.error("tainted search query is not properly quoted for " + spec.name());
                }
                beginsTainted |= text.tainted() && query.toString().isBlank();
                query.append(text.value());
            }
            return new Text(query.toString(), beginsTainted);
        }

        private boolean isQuoted(Node part) {
            return part instanceof QuoteNode quote
                    && spec.isQuotedBy(quote.type().contribution());
        }
    }
}
