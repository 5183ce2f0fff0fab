package org.postern.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The descriptors and the distribution name the same bundles.
@NullMarked
class BundlesTest {
    private static final Path FEATURES = Path.of("src/main/features");
    private static final Pattern BUNDLE = Pattern.compile("\"id\": \"org\\.postern:([\\w-]+):");
    private static final Pattern DEPENDENCY =
            Pattern.compile("<groupId>org\\.postern</groupId><artifactId>([\\w-]+)</artifactId>");
    /// Of the distribution, but no bundles.
    private static final Set<String> OTHERS = Set.of("parent", "launcher", "features");

    @Test
    void the_distribution_has_the_bundles_of_all_features_and_no_others() throws IOException {
        Set<String> described = new TreeSet<>();
        try (Stream<Path> files = Files.list(FEATURES)) {
            for (Path file : files.toList()) {
                described.addAll(names(BUNDLE, file));
            }
        }
        Set<String> shipped = new TreeSet<>(names(DEPENDENCY, Path.of("../distribution/pom.xml")));
        shipped.removeAll(OTHERS);
        assertThat(shipped).isEqualTo(described);
    }

    @Test
    void what_is_part_of_every_server_is_not_in_the_repository() throws IOException {
        String assembly = Files.readString(Path.of("../distribution/src/directory.xml"));
        for (String feature : List.of("core", "standard")) {
            for (String bundle : names(BUNDLE, FEATURES.resolve(feature + ".json"))) {
                assertThat(assembly).doesNotContain("org.postern:" + bundle + "<");
            }
        }
    }

    private static List<String> names(Pattern pattern, Path file) throws IOException {
        Matcher matcher = pattern.matcher(Files.readString(file));
        return matcher.results().map(result -> result.group(1)).toList();
    }
}
