package org.postern.itests.exim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `postern filter` prints what Exim's `-bf` and `-bF` printed, and exits as they did.
class FilterIT {
    @Test
    void filters_of_exims_tests() throws IOException {
        Verdict verdict = Verdict.of("filter");
        try (World world = World.upstream()) {
            for (Path directory : Oracle.cases("filter")) {
                String id = directory.getFileName().toString();
                if (Verdict.isWanted(id)) {
                    Meta meta = Meta.of(directory);
                    String expected = meta.number("exit_code") + "\n" + Oracle.text(directory.resolve("expected.txt"));
                    verdict.compare(id, expected, answered(directory, meta.list("args"), world));
                }
            }
        }
        verdict.check();
    }

    private static String answered(Path directory, List<String> arguments, World world) throws IOException {
        put(directory, arguments, world);
        Batch.Result result = world.run(
                "filter",
                Oracle.text(directory.resolve("config")),
                Oracle.text(directory.resolve("message")),
                arguments);
        return result.status() + "\n" + result.out();
    }

    /// Puts the filter of the case where the first option names it.
    private static void put(Path directory, List<String> arguments, World world) throws IOException {
        Path file = world.directory()
                .resolve(arguments
                        .get(1 + Math.max(0, arguments.indexOf("-bf")))
                        .replace("@DIR@", world.directory().toString()));
        Files.createDirectories(file.getParent());
        String text = Oracle.text(directory.resolve("filter"))
                .replace("@DIR@", world.directory().toString());
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    }
}
