package org.postern.delivery;

import java.util.ArrayList;
import java.util.List;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.mail.Header;

/// What `headers_remove` and `headers_add` of routers and transports do to a message.
///
/// @param removed names of fields; a `*` at the end stands for any characters
/// @param added fields, in order
record HeaderEdits(List<String> removed, List<Header> added) {
    static final HeaderEdits NONE = new HeaderEdits(List.of(), List.of());

    HeaderEdits {
        removed = List.copyOf(removed);
        added = List.copyOf(added);
    }

    boolean isEmpty() {
        return removed.isEmpty() && added.isEmpty();
    }

    /// These edits, and others after them.
    HeaderEdits and(HeaderEdits other) {
        if (other.isEmpty()) {
            return this;
        }
        return isEmpty() ? other : new HeaderEdits(joined(removed, other.removed), joined(added, other.added));
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    /// The edits that two options say. A forced failure of one leaves it out.
    static HeaderEdits expand(List<Expression> remove, List<Expression> add, Context context)
            throws ExpansionException {
        if (remove.isEmpty() && add.isEmpty()) {
            return NONE;
        }
        List<String> removed = new ArrayList<>();
        for (Expression expression : remove) {
            Lists.split(value(expression, context)).stream()
                    .filter(name -> !name.isEmpty())
                    .forEach(removed::add);
        }
        List<Header> added = new ArrayList<>();
        for (Expression expression : add) {
            addFields(value(expression, context), added);
        }
        return new HeaderEdits(removed, added);
    }

    private static String value(Expression expression, Context context) throws ExpansionException {
        return expression.expandUnlessForced(context).orElse(Text.EMPTY).value();
    }

    /// A line that does not begin with white space begins a field; what has no colon is no field and is left
    /// out.
    private static void addFields(String text, List<Header> added) {
        StringBuilder field = new StringBuilder();
        for (String line : text.lines().toList()) {
            boolean fold = !line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t');
            if (!fold) {
                endField(field, added);
            }
            if (!line.isBlank()) {
                field.append(line).append("\r\n");
            }
        }
        endField(field, added);
    }

    private static void endField(StringBuilder field, List<Header> added) {
        if (field.indexOf(":") > 0 && field.charAt(0) > ' ') {
            added.add(new Header(field.toString()));
        }
        field.setLength(0);
    }

    /// The header after the edits.
    List<Header> apply(List<Header> headers) {
        if (isEmpty()) {
            return headers;
        }
        List<Header> result = new ArrayList<>(headers.size() + added.size());
        for (Header header : headers) {
            if (!isRemoved(header)) {
                result.add(header);
            }
        }
        result.addAll(added);
        return result;
    }

    private boolean isRemoved(Header header) {
        for (String name : removed) {
            boolean wild = name.endsWith("*");
            if (wild ? header.name().regionMatches(true, 0, name, 0, name.length() - 1) : header.is(name)) {
                return true;
            }
        }
        return false;
    }
}
