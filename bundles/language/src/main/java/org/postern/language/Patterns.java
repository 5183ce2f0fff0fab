package org.postern.language;

import java.util.Optional;
import org.postern.api.config.ConfigException;

/// Compiles the words of one list, from left to right.
///
/// @param <T> what is matched
interface Patterns<T> {
    /// The pattern that `word` stands for, which has no `!` before it and is not the name of a list; empty
    /// if it changes how the words after it are understood.
    Optional<ListPattern<T>> word(String word) throws ConfigException;

    /// For the lines of a file that stands here: they are understood as the next word would be.
    Patterns<T> lines();

    /// What the words so far say of hosts that are not known.
    default Doubts doubts() {
        return Doubts.NONE;
    }
}
