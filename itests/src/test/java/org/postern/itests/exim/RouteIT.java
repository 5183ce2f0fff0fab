package org.postern.itests.exim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `postern route` and `postern verify` print what Exim's `-bt` and `-bv` printed, and exit as they did.
class RouteIT {
    private static final int ADDRESS = 0;
    private static final int STATUS = 1;
    private static final int OUTPUT = 2;

    @Test
    void routes_of_this_project() throws IOException {
        Verdict verdict = Verdict.of("own_route");
        try (World world = World.own()) {
            for (Path directory : Oracle.cases("own_route")) {
                for (String[] row : Oracle.table("own_route/" + directory.getFileName() + "/expected_each.tsv")) {
                    String id = directory.getFileName() + " " + row[ADDRESS];
                    if (Verdict.isWanted(id)) {
                        List<String> words = new ArrayList<>(Meta.of(directory).list("args"));
                        words.add(row[ADDRESS]);
                        verdict.compare(id, row[STATUS] + "\n" + row[OUTPUT], answered(directory, words, world));
                    }
                }
            }
        }
        verdict.check();
    }

    @Test
    void routes_of_exims_tests() throws IOException {
        Verdict verdict = Verdict.of("route");
        try (World world = World.upstream()) {
            for (Path directory : Oracle.cases("route")) {
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
        boolean verifies = arguments.contains("-bv") || arguments.contains("-bvs");
        List<String> words = new ArrayList<>();
        for (String word : arguments) {
            switch (word) {
                case "-bt", "-bv" -> {}
                case "-bvs" -> words.add("--sender");
                default -> words.add(word);
            }
        }
        boolean named = arguments.stream().anyMatch(word -> !word.startsWith("-"));
        Batch.Result result = world.run(
                verifies ? "verify" : "route",
                Oracle.text(directory.resolve("config")),
                named ? "" : Oracle.text(directory.resolve("addresses")),
                words);
        return result.status() + "\n" + result.out();
    }
}
