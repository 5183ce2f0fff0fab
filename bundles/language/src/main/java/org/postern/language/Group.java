package org.postern.language;

import java.util.Optional;

/// A `{...}` of an item or condition.
///
/// @param raw as the configuration has it
/// @param node the string
/// @param condition the condition, where one stands there
record Group(String raw, Node node, Optional<Condition> condition) {
    static Group string(String raw, Node node) {
        return new Group(raw, node, Optional.empty());
    }

    static Group condition(String raw, Condition condition) {
        return new Group(raw, Node.Constant.of(raw), Optional.of(condition));
    }
}
