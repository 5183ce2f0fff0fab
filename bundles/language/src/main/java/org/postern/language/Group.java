package org.postern.language;

import java.util.List;
import java.util.Optional;

/// A `{...}` of an item or condition.
///
/// @param raw as the configuration has it
/// @param node the string
/// @param condition the condition, where one stands there
/// @param words the words of a command, where one stands there
record Group(String raw, Node node, Optional<Condition> condition, List<Node> words) {
    static Group string(String raw, Node node) {
        return new Group(raw, node, Optional.empty(), List.of());
    }

    static Group condition(String raw, Condition condition) {
        return new Group(raw, Node.Constant.of(raw), Optional.of(condition), List.of());
    }

    static Group command(String raw, Node node, List<Node> words) {
        return new Group(raw, node, Optional.empty(), List.copyOf(words));
    }
}
