package org.postern.admin;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureBundle;
import org.osgi.service.feature.FeatureExtension;
import org.osgi.service.feature.FeatureService;
import org.osgi.service.feature.ID;
import org.postern.core.Offer;

/// A feature that can be installed, as its file in the OSGi Feature format describes it.
///
/// @param name the artifact id of the feature's own id
/// @param version of the feature
/// @param description one line
/// @param bundles what to install, in this order
/// @param offers the words that it adds to the language: the JSON extension `offers`, an array of words for
/// each kind
record Descriptor(String name, String version, String description, List<ID> bundles, Set<Offer> offers) {
    Descriptor {
        bundles = List.copyOf(bundles);
        offers = Set.copyOf(offers);
    }

    /// Reads a file. What is wrong with its content is an [IOException] too.
    static Descriptor read(FeatureService service, Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            Feature feature = service.readFeature(reader);
            return new Descriptor(
                    feature.getID().getArtifactId(),
                    feature.getID().getVersion(),
                    feature.getDescription().orElse(""),
                    feature.getBundles().stream().map(FeatureBundle::getID).toList(),
                    offers(feature));
        } catch (RuntimeException e) { // Felix's reader throws whatever it runs into, null pointers too
            throw new IOException(file + ": not a feature: " + e.getMessage(), e);
        }
    }

    private static Set<Offer> offers(Feature feature) {
        FeatureExtension extension = feature.getExtensions().get("offers");
        if (extension == null) {
            return Set.of();
        }
        Set<Offer> offers = new HashSet<>();
        try (JsonReader reader = Json.createReader(new StringReader(extension.getJSON()))) {
            JsonObject kinds = reader.readObject();
            for (String kind : kinds.keySet()) {
                for (JsonString word : kinds.getJsonArray(kind).getValuesAs(JsonString.class)) {
                    offers.add(new Offer(kind, word.getString()));
                }
            }
        }
        return offers;
    }
}
