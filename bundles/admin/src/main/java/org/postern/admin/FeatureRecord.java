package org.postern.admin;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The file in the home that names the installed features; it is replaced as a whole.
///
/// @param file its path
record FeatureRecord(Path file) {
    /// An installed feature.
    ///
    /// @param version of the feature
    /// @param bundles the locations of its bundles in the framework
    record Entry(String version, List<String> bundles) {
        Entry {
            bundles = List.copyOf(bundles);
        }
    }

    /// The features by name; none while the file is not there.
    Map<String, Entry> read() throws IOException {
        Map<String, Entry> entries = new TreeMap<>();
        if (!Files.exists(file)) {
            return entries;
        }
        try (Reader text = Files.newBufferedReader(file);
                JsonReader reader = Json.createReader(text)) {
            JsonObject object = reader.readObject();
            for (String name : object.keySet()) {
                entries.put(name, entry(object.getJsonObject(name)));
            }
            return entries;
        } catch (RuntimeException e) { // JSON that is none, or has other members
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static Entry entry(JsonObject feature) {
        List<String> bundles = feature.getJsonArray("bundles").getValuesAs(JsonString::getString);
        return new Entry(feature.getString("version"), bundles);
    }

    /// Replaces the file.
    void write(Map<String, Entry> entries) throws IOException {
        JsonObjectBuilder object = Json.createObjectBuilder();
        entries.forEach((name, entry) -> object.add(
                name,
                Json.createObjectBuilder()
                        .add("version", entry.version())
                        .add("bundles", Json.createArrayBuilder(entry.bundles()))));
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, object.build() + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
