package org.postern.expandstandard;

import java.util.List;
import java.util.Optional;
import org.postern.api.Arguments;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// `${extract{KEY}{STRING}...}`: the value of a key in a string such as `uid=42 home="/a b"`; and
/// `${extract{NUMBER}{SEPARATORS}{STRING}...}`: one of the fields between separators.
final class ExtractItem {
    private ExtractItem() {}

    static List<Item> items() {
        return List.of(
                new Item("extract", 2, (arguments, _) -> extract(arguments)),
                new Item("extract json", 2, (arguments, _) -> json(arguments, false)),
                new Item("extract jsons", 2, (arguments, _) -> json(arguments, true)));
    }

    /// A member of an object by its name, or an element of an array by its number; a string without its
    /// quotes if it must be one.
    private static Text json(Arguments arguments, boolean string) throws ExpansionException {
        String key = arguments.expand(0).value().strip();
        Text source = arguments.expand(1);
        if (key.isEmpty()) {
            throw ExpansionException.error("first argument of \"extract\" must not be empty");
        }
        Optional<String> found = key.matches("-?\\d{1,9}")
                ? element(source.value(), Integer.parseInt(key))
                : Json.member(source.value(), key);
        if (string && found.isPresent()) {
            found = Optional.of(Json.string(found.get()));
        }
        return arguments.choose(found.map(source::with));
    }

    private static Optional<String> element(String array, int number) throws ExpansionException {
        if (number <= 0) {
            throw ExpansionException.error("first argument of \"extract\" must be greater than zero");
        }
        List<String> elements = Json.array(array);
        return number > elements.size()
                ? Optional.empty()
                : Optional.of(elements.get(number - 1).stripTrailing());
    }

    private static Text extract(Arguments arguments) throws ExpansionException {
        String key = arguments.expand(0).value().strip();
        if (key.isEmpty()) {
            throw ExpansionException.error("first argument of \"extract\" must not be empty");
        }
        if (!key.matches("-?\\d+")) {
            Text string = arguments.expand(1);
            return arguments.choose(keyed(string.value(), key).map(string::with));
        }
        String separators = arguments.expand(1).value();
        Text string = arguments.expand(2);
        if (key.length() > 10) {
            return arguments.choose(Optional.empty());
        }
        return arguments.choose(
                field(string.value(), separators, Long.parseLong(key)).map(string::with));
    }

    private static Optional<String> field(String string, String separators, long number) {
        if (number == 0) {
            return Optional.of(string);
        }
        long wanted = number > 0 ? number : count(string, separators) + number + 1;
        long field = 1;
        int start = 0;
        for (int i = 0; i <= string.length(); i++) {
            if (i == string.length() || separators.indexOf(string.charAt(i)) >= 0) {
                if (field++ == wanted) {
                    return Optional.of(string.substring(start, i));
                }
                start = i + 1;
            }
        }
        return Optional.empty();
    }

    private static long count(String string, String separators) {
        return 1 + string.chars().filter(c -> separators.indexOf(c) >= 0).count();
    }

    private static Optional<String> keyed(String string, String key) {
        KeyedString pairs = new KeyedString(string);
        while (pairs.next()) {
            if (TextOperators.lower(pairs.key()).equals(TextOperators.lower(key))) {
                return Optional.of(pairs.value());
            }
        }
        return Optional.empty();
    }
}
