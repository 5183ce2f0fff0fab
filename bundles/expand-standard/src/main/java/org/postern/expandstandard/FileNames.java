package org.postern.expandstandard;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// File names in expansions.
final class FileNames {
    private FileNames() {}

    /// A stranger must not choose which file is looked at.
    static void refuseTainted(Text name) throws ExpansionException {
        if (name.tainted()) {
            throw ExpansionException.error("Tainted name '" + name + "' for file not permitted");
        }
    }

    /// The path that the bytes of `name` are, in UTF-8.
    static Path path(String name) {
        return Path.of(new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }
}
