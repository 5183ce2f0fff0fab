package org.postern.filters;

import java.util.List;

/// A command or a test of Sieve as it is written (RFC 5228, 8.2).
///
/// @param name in lower case
/// @param line where it stands
/// @param arguments before its tests
/// @param tests its tests
/// @param block the commands in its block
/// @param hasBlock whether there is a block
record SieveNode(
        String name,
        int line,
        List<Argument> arguments,
        List<SieveNode> tests,
        List<SieveNode> block,
        boolean hasBlock) {
    SieveNode {
        arguments = List.copyOf(arguments);
        tests = List.copyOf(tests);
        block = List.copyOf(block);
    }

    /// An argument.
    sealed interface Argument {
        /// A word after a colon, in lower case.
        record Tag(String name) implements Argument {}

        /// A number.
        record Quantity(long value) implements Argument {}

        /// Strings; without brackets there is one.
        record Strings(List<String> values, boolean isList) implements Argument {
            /// The strings cannot be changed.
            public Strings {
                values = List.copyOf(values);
            }
        }
    }
}
