package org.postern.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.NullMarked;

/// A bundle without code.
@NullMarked
record TestBundle(String name, String version, String imports) {
    /// Writes it as `NAME.jar`.
    Path write(Path directory) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", name);
        headers.putValue("Bundle-Version", version);
        if (!imports.isEmpty()) {
            headers.putValue("Import-Package", imports);
        }
        Files.createDirectories(directory);
        Path file = directory.resolve(name + ".jar");
        try (OutputStream bytes = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.finish();
        }
        return file;
    }
}
