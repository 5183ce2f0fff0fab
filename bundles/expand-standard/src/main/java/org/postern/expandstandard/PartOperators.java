package org.postern.expandstandard;

import java.util.List;
import org.postern.api.Arguments;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Lists;

/// What takes a part of a text, or counts it: `length`, `substr`, `hash`, `nhash` as operators and as
/// items, `strlen`, `listcount`.
final class PartOperators {
    private PartOperators() {}

    static List<Operator> operators() {
        return List.of(
                Operator.of("strlen", text -> Integer.toString(text.length())),
                Operator.of(
                        "listcount", text -> Integer.toString(Lists.split(text).size())),
                numbered("length", "length", 1, false, PartOperators::length),
                numbered("l", "length", 1, false, PartOperators::length),
                numbered("substr", "substr", 2, true, PartOperators::substr),
                numbered("s", "substr", 2, true, PartOperators::substr),
                numbered("hash", "hash", 2, false, PartOperators::hash),
                numbered("h", "hash", 2, false, PartOperators::hash),
                numbered("nhash", "nhash", 2, false, PartOperators::nhash),
                numbered("nh", "nhash", 2, false, PartOperators::nhash));
    }

    static List<Item> items() {
        return List.of(
                item("length", 2, PartOperators::length),
                item("substr", 3, PartOperators::substr),
                item("hash", 3, PartOperators::hash),
                item("nhash", 3, PartOperators::nhash));
    }

    /// Takes a part.
    @FunctionalInterface
    private interface Part {
        /// The part; `second` is -1 where it was not given.
        String of(String text, int first, int second) throws ExpansionException;
    }

    private static Operator numbered(String name, String item, int most, boolean signed, Part part) {
        return new Operator(name, (subject, arguments, _) -> {
            if (arguments.isEmpty()) {
                throw ExpansionException.error("Not enough arguments for '" + item + "' (min is 2)");
            }
            for (int i = 0; i < arguments.size(); i++) {
                String form = signed && i == 0 ? "-?\\d{1,9}" : "\\d{1,9}";
                if (i >= most || !arguments.get(i).matches(form)) {
                    throw ExpansionException.error(
                            "non-digit after underscore in \"" + name + "_" + String.join("_", arguments) + "\"");
                }
            }
            int first = Integer.parseInt(arguments.getFirst());
            int second = arguments.size() > 1 ? Integer.parseInt(arguments.get(1)) : -1;
            return subject.with(part.of(subject.value(), first, second));
        });
    }

    private static Item item(String name, int most, Part part) {
        return new Item(name, 2, (arguments, _) -> {
                    boolean two = arguments.size() >= most && most > 2;
                    int first = number(arguments, 0, name);
                    int second = two ? positive(arguments, 1, name) : -1;
                    Text subject = arguments.expand(two ? 2 : 1);
                    return subject.with(part.of(subject.value(), first, second));
                })
                .atMost(most);
    }

    private static int positive(Arguments arguments, int index, String name) throws ExpansionException {
        int number = number(arguments, index, name);
        if (number < 0) {
            throw ExpansionException.error(
                    "\"" + number + "\" is not a positive number (in \"" + name + "\" expansion)");
        }
        return number;
    }

    private static int number(Arguments arguments, int index, String name) throws ExpansionException {
        Text given = arguments.expand(index);
        String text = given.value();
        if (given.tainted()) {
            throw ExpansionException.error("attempt to use tainted string '" + text + "' for " + name);
        }
        if (!text.strip().matches("-?\\d{1,9}")) {
            throw ExpansionException.error("\"" + text + "\" is not a number (in \"" + name + "\" expansion)");
        }
        return Integer.parseInt(text.strip());
    }

    private static String length(String text, int length, int ignored) {
        return text.substring(0, Math.clamp(length, 0, text.length()));
    }

    /// From `offset`, `length` characters. A negative offset counts from the end; without a length, the
    /// rest: after the offset, or before it if that is negative.
    private static String substr(String text, int offset, int length) {
        int size = text.length();
        if (offset >= 0) {
            int start = Math.min(offset, size);
            return text.substring(start, length < 0 ? size : Math.min(size, start + length));
        }
        int start = size + offset;
        if (length < 0) {
            return text.substring(0, Math.max(0, start));
        }
        int end = Math.max(0, start + length);
        return text.substring(Math.max(0, start), Math.min(size, end));
    }

    private static String hash(String text, int length, int characters) throws ExpansionException {
        return TextHash.letters(text, length, characters < 0 ? 26 : characters);
    }

    private static String nhash(String text, int first, int second) throws ExpansionException {
        return TextHash.number(text, first, second);
    }
}
