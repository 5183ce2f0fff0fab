package org.postern.itests.exim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `postern rewrite` and `postern retry` answer what Exim's `-brw` and `-brt` answered.
class RulesIT {
    private static final int GROUP = 0;
    private static final int ARGUMENTS = 1;
    private static final int EXPECTED = 2;
    private static final int STATUS = 4;

    @Test
    void rewriting_of_exims_tests() throws IOException {
        try (World world = World.upstream()) {
            compare("rewrite", "-brw", "misc_conf", world);
        }
    }

    @Test
    void retry_rules_of_exims_tests() throws IOException {
        try (World world = World.upstream()) {
            compare("retry", "-brt", "misc_conf", world);
        }
    }

    private static void compare(String command, String option, String configurations, World world) throws IOException {
        Verdict verdict = Verdict.of(command);
        Path directory = Oracle.path(configurations);
        for (String[] row : Oracle.table(command + ".tsv")) {
            if (!Verdict.isWanted(row[GROUP])) {
                continue;
            }
            String configuration = Oracle.text(directory.resolve(row[GROUP] + ".conf"));
            List<String> words = new ArrayList<>(Arrays.asList(row[ARGUMENTS].split(" ", -1)));
            words.remove(option);
            Batch.Result result = world.run(command, configuration, "", words);
            verdict.compare(
                    row[GROUP],
                    row[EXPECTED] + "status " + row[STATUS].strip(),
                    result.out() + "status " + result.status());
        }
        verdict.check();
    }
}
