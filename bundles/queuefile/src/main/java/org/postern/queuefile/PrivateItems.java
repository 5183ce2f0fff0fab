package org.postern.queuefile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postern.queuefile.HeaderFile.Item;

/// What this server knows of a message and Exim has no line for: `postern_parameter NAME VALUE` is a
/// parameter
/// of MAIL, `postern_state NAME VALUE` what a plugin keeps. Exim passes lines that it does not know.
final class PrivateItems {
    private static final String PARAMETER = "postern_parameter";
    private static final String STATE = "postern_state";
    /// Exim reads no longer line.
    private static final int MAX_LENGTH = 8000;

    private PrivateItems() {}

    static List<Item> parameters(Map<String, String> parameters) {
        return items(PARAMETER, parameters);
    }

    static List<Item> state(Map<String, String> state) {
        return items(STATE, state);
    }

    private static List<Item> items(String name, Map<String, String> values) {
        List<Item> items = new ArrayList<>();
        values.forEach((key, value) -> {
            String line = key + ' ' + value;
            if (line.length() <= MAX_LENGTH && line.chars().allMatch(c -> c >= ' ')) {
                items.add(new Item(name, line, true));
            }
        });
        return items;
    }

    static Map<String, String> parametersOf(List<Item> items) {
        return values(PARAMETER, items);
    }

    static Map<String, String> stateOf(List<Item> items) {
        return values(STATE, items);
    }

    private static Map<String, String> values(String name, List<Item> items) {
        Map<String, String> values = new HashMap<>();
        for (Item item : items) {
            int space = item.value().indexOf(' ');
            if (item.name().equals(name) && space > 0) {
                values.put(item.value().substring(0, space), item.value().substring(space + 1));
            }
        }
        return values;
    }
}
