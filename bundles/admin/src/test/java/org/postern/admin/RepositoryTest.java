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
import org.osgi.service.feature.ID;

@NullMarked
class RepositoryTest {
    private static final String SUM_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final ID SPF = new FeatureServiceImpl().getIDfromMavenCoordinates("org.postern:spf:1.0.0");

    @TempDir
    private Path directory;

    @Test
    void gives_a_jar_that_agrees_with_its_checksum() throws IOException, CommandFailed {
        put("abc", SUM_OF_ABC + "\n");
        Jar jar = new Repository(directory).read(SPF);
        assertThat(jar.open()).hasContent("abc");
        assertThat(jar.sum()).isEqualTo(SUM_OF_ABC);
    }

    @Test
    void refuses_a_jar_that_does_not_agree_with_its_checksum() throws IOException {
        put("abd", SUM_OF_ABC);
        assertThatThrownBy(() -> new Repository(directory).read(SPF))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("does not agree with its checksum");
    }

    @Test
    void refuses_a_jar_without_a_checksum() throws IOException {
        Files.writeString(directory.resolve("spf-1.0.0.jar"), "abc");
        assertThatThrownBy(() -> new Repository(directory).read(SPF)).isInstanceOf(CommandFailed.class);
    }

    @Test
    void refuses_what_is_not_there() {
        assertThat(new Repository(directory).has(SPF)).isFalse();
        assertThatThrownBy(() -> new Repository(directory).read(SPF)).isInstanceOf(CommandFailed.class);
    }

    private void put(String content, String sum) throws IOException {
        Files.writeString(directory.resolve("spf-1.0.0.jar"), content);
        Files.writeString(directory.resolve("spf-1.0.0.jar.sha256"), sum);
    }
}
