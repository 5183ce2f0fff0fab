package org.postern.expandstandard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.postern.api.Arguments;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Lists;

/// Items on lists: `map`, `filter`, `reduce`, `sort`, `listextract`, `listquote`.
final class ListItems {
    private ListItems() {}

    static List<Item> all() {
        return List.of(
                Item.last("map", 2, (arguments, _) -> map(arguments)),
                Item.last("filter", 2, (arguments, _) -> filter(arguments)),
                Item.last("reduce", 3, (arguments, _) -> reduce(arguments)),
                new Item("sort", 3, "missing '{' for extractor arg of sort", 3, (arguments, _) -> sort(arguments)),
                new Item("listextract", 2, (arguments, _) -> extract(arguments)),
                new Item("listquote", 2, (arguments, _) -> quote(arguments)).atMost(2));
    }

    private static Text map(Arguments arguments) throws ExpansionException {
        Text list = arguments.expand(0);
        List<String> mapped = new ArrayList<>();
        boolean tainted = list.tainted();
        for (String item : Lists.split(list.value())) {
            Text value = expanded("map", arguments, 1, list.with(item), Optional.empty());
            tainted |= value.tainted();
            mapped.add(value.value());
        }
        return new Text(Lists.join(Lists.separator(list.value()), mapped), tainted);
    }

    private static Text filter(Arguments arguments) throws ExpansionException {
        Text list = arguments.expand(0);
        List<String> kept = new ArrayList<>();
        for (String item : Lists.split(list.value())) {
            if (arguments.testWith(1, list.with(item))) {
                kept.add(item);
            }
        }
        return list.with(Lists.join(Lists.separator(list.value()), kept));
    }

    private static Text reduce(Arguments arguments) throws ExpansionException {
        Text list = arguments.expand(0);
        Text value = arguments.expand(1);
        for (String item : Lists.split(list.value())) {
            value = expanded("reduce", arguments, 2, list.with(item), Optional.of(value));
        }
        return value;
    }

    private static Text expanded(String name, Arguments arguments, int index, Text item, Optional<Text> value)
            throws ExpansionException {
        try {
            return arguments.expandWith(index, item, value);
        } catch (ExpansionException e) {
            if (e.kind() != ExpansionException.Kind.ERROR) {
                throw e;
            }
            throw ExpansionException.error("\"" + String.valueOf(e.getMessage()).replace("\"", "\\\"") + "\" inside \"" + name + "\" item");
        }
    }

    private static Text sort(Arguments arguments) throws ExpansionException {
        Text list = arguments.expand(0);
        String name = arguments.expand(1).value().strip();
        Optional<Comparison> comparison = Comparison.all().stream()
                .filter(known -> known.name().equals(name))
                .findFirst();
        Optional<Comparator<String>> order = comparison.flatMap(Comparison::order);
        if (order.isEmpty()) {
            throw ExpansionException.error("comparator not handled for sort");
        }
        List<Keyed> items = new ArrayList<>();
        for (String item : Lists.split(list.value())) {
            String key =
                    arguments.expandWith(2, list.with(item), Optional.empty()).value();
            comparison.get().check(key);
            items.add(new Keyed(key, item));
        }
        items.sort(Comparator.comparing(Keyed::key, order.get()));
        return list.with(Lists.join(
                Lists.separator(list.value()), items.stream().map(Keyed::item).toList()));
    }

    private static Text extract(Arguments arguments) throws ExpansionException {
        String index = arguments.expand(0).value().strip();
        if (!index.matches("-?\\d{1,9}")) {
            throw ExpansionException.error("first argument of \"listextract\" must be numeric");
        }
        Text list = arguments.expand(1);
        List<String> items = Lists.split(list.value());
        int number = Integer.parseInt(index);
        int place = number < 0 ? items.size() + number : number - 1;
        boolean there = number != 0 && place >= 0 && place < items.size();
        return arguments.choose(there ? Optional.of(list.with(items.get(place))) : Optional.empty());
    }

    private static Text quote(Arguments arguments) throws ExpansionException {
        String separator = arguments.expand(0).value();
        Text text = arguments.expand(1);
        if (text.isEmpty()) {
            return text.with(" ");
        }
        if (separator.isEmpty()) {
            return text;
        }
        String first = separator.substring(0, 1);
        return text.with(text.value().replace(first, first + first));
    }

    private record Keyed(String key, String item) {}
}
