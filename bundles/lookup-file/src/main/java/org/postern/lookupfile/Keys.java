package org.postern.lookupfile;

import java.io.IOException;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Compiler;

/// How the keys of a file are compared with the key that is looked up.
@FunctionalInterface
interface Keys {
    /// The first entry whose key matches.
    Optional<LinearFile.Entry> find(Text key, LinearFile file, Context context, Compiler patterns) throws IOException;

    /// Whether more than the key decides what matches.
    default boolean dependOnContext() {
        return false;
    }
}
