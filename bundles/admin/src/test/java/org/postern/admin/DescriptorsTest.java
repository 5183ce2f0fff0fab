package org.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.felix.feature.impl.FeatureServiceImpl;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.core.Offer;

@NullMarked
class DescriptorsTest {
    private static final String SPF = """
            {
              "feature-resource-version": "1.0",
              "id": "org.postern.features:spf:1.2.3",
              "description": "Sender Policy Framework",
              "bundles": [ { "id": "org.example:library:1" }, { "id": "org.postern:spf:1.2.3" } ],
              "extensions": {
                "offers": { "kind": "optional", "json": { "ACL condition": ["spf", "spf_guess"], "variable": ["spf_result"] } }
              }
            }
            """;

    @TempDir
    private Path directory;

    @Test
    void reads_what_a_feature_brings() throws IOException, CommandFailed {
        Files.writeString(directory.resolve("spf.json"), SPF);
        Descriptor spf = descriptors().get("spf");
        assertThat(spf.version()).isEqualTo("1.2.3");
        assertThat(spf.description()).isEqualTo("Sender Policy Framework");
        assertThat(spf.bundles())
                .map(Object::toString)
                .containsExactly("org.example:library:1", "org.postern:spf:1.2.3");
        assertThat(spf.offers())
                .containsExactlyInAnyOrder(
                        new Offer("ACL condition", "spf"),
                        new Offer("ACL condition", "spf_guess"),
                        new Offer("variable", "spf_result"));
    }

    @Test
    void one_that_cannot_be_read_does_not_hide_the_others() throws IOException {
        Files.writeString(directory.resolve("a.json"), "{ not JSON");
        Files.writeString(directory.resolve("b.json"), SPF.replace("[\"spf\", \"spf_guess\"]", "\"spf\""));
        Files.writeString(directory.resolve("c.json"), "{}");
        Files.writeString(directory.resolve("spf.json"), SPF);
        assertThat(descriptors().all()).map(Descriptor::name).containsExactly("spf");
    }

    @Test
    void an_unknown_name_is_told_where_to_look() {
        assertThatThrownBy(() -> descriptors().get("spf"))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("spf: no such feature; postern feature available lists them");
    }

    private Descriptors descriptors() {
        return new Descriptors(new FeatureServiceImpl(), directory);
    }
}
