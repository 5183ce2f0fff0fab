package org.postern.filters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.postern.filters.SieveNode.Argument;

/// The arguments of a command or test, taken one by one: tags with their values, then what stands last. Used
/// by one thread.
final class SieveArguments {
    private final SieveNode node;
    private final List<Argument> left;
    private final UnaryOperator<String> decoder;

    /// @param decoder what is made of strings, with `encoded-character`
    SieveArguments(SieveNode node, UnaryOperator<String> decoder) {
        this.node = node;
        this.left = new ArrayList<>(node.arguments());
        this.decoder = decoder;
    }

    /// Takes a tag without a value.
    boolean flag(String tag) {
        return left.remove(new Argument.Tag(tag));
    }

    /// Takes one of some tags that exclude each other.
    String oneOf(String otherwise, List<String> tags) throws FilterFault {
        List<String> found = tags.stream().filter(this::flag).toList();
        if (found.size() > 1) {
            throw fault("tags :" + found.getFirst() + " and :" + found.get(1) + " exclude each other");
        }
        return found.isEmpty() ? otherwise : found.getFirst();
    }

    /// Takes a tag with its value.
    private Optional<Argument> value(String tag) throws FilterFault {
        int index = left.indexOf(new Argument.Tag(tag));
        if (index < 0) {
            return Optional.empty();
        }
        left.remove(index);
        if (index >= left.size() || left.get(index) instanceof Argument.Tag) {
            throw fault("missing value of :" + tag);
        }
        return Optional.of(left.remove(index));
    }

    Optional<String> stringOf(String tag) throws FilterFault {
        Optional<Argument> value = value(tag);
        return value.isPresent() ? Optional.of(one(value.get(), ":" + tag)) : Optional.empty();
    }

    List<String> stringsOf(String tag) throws FilterFault {
        Optional<Argument> value = value(tag);
        return value.isPresent() ? many(value.get(), ":" + tag) : List.of();
    }

    Optional<Long> numberOf(String tag) throws FilterFault {
        Optional<Argument> value = value(tag);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get() instanceof Argument.Quantity(long number)) {
            return Optional.of(number);
        }
        throw fault("number expected after :" + tag);
    }

    /// Takes the string that stands next.
    String string() throws FilterFault {
        return one(next(), node.name());
    }

    /// Takes the string or list of strings that stands next.
    List<String> strings() throws FilterFault {
        return many(next(), node.name());
    }

    long number() throws FilterFault {
        if (next() instanceof Argument.Quantity(long number)) {
            return number;
        }
        throw fault("number expected after " + node.name());
    }

    private Argument next() throws FilterFault {
        if (left.isEmpty()) {
            throw fault("missing argument of " + node.name());
        }
        if (left.getFirst() instanceof Argument.Tag(String name)) {
            throw fault("unknown tag :" + name + " of " + node.name());
        }
        return left.removeFirst();
    }

    /// Complains about what is left.
    void end() throws FilterFault {
        if (!left.isEmpty()) {
            throw fault(
                    left.getFirst() instanceof Argument.Tag(String name)
                            ? "unknown tag :" + name + " of " + node.name()
                            : "too many arguments of " + node.name());
        }
    }

    private String one(Argument argument, String after) throws FilterFault {
        if (argument instanceof Argument.Strings(List<String> values, boolean isList) && !isList) {
            return decoder.apply(values.getFirst());
        }
        throw fault("string expected after " + after);
    }

    private List<String> many(Argument argument, String after) throws FilterFault {
        if (argument instanceof Argument.Strings strings) {
            return strings.values().stream().map(decoder).toList();
        }
        throw fault("string or list of strings expected after " + after);
    }

    FilterFault fault(String what) {
        return SieveFault.at(what, node.line());
    }
}
