package org.postern.itests.exim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// `postern session` gives the replies that Exim's `-bh` gave, and would log the same lines.
class SessionIT {
    /// What Exim answers as it is installed, not as its tests build it, where that differs. What it logs
    /// then was not recorded.
    private static final String PRODUCTION = "expected_codes_production.txt";

    private static final Pattern LAST_LINE_OF_REPLY = Pattern.compile("\\d{3} .*");
    private static final Pattern MESSAGE_ID = Pattern.compile("\\b[0-9A-Za-z]{6}-[0-9A-Za-z]{11}-[0-9A-Za-z]{4}\\b");

    @Test
    void sessions_of_this_project() throws IOException {
        try (World world = World.own()) {
            compare("own_acl", world);
        }
    }

    @Test
    void sessions_of_exims_tests() throws IOException {
        try (World world = World.upstream()) {
            compare("acl", world);
        }
    }

    private static void compare(String set, World world) throws IOException {
        Verdict verdict = Verdict.of(set);
        for (Path directory : Oracle.cases(set)) {
            String id = directory.getFileName().toString();
            if (Verdict.isWanted(id)) {
                verdict.compare(id, expected(directory), answered(directory, world));
            }
        }
        verdict.check();
    }

    private static String expected(Path directory) throws IOException {
        Path production = directory.resolve(PRODUCTION);
        return Files.exists(production)
                ? Oracle.text(production).strip()
                : Oracle.text(directory.resolve("expected_codes.txt")).strip() + "\n"
                        + normalised(Oracle.text(directory.resolve("expected_log.txt"))
                                .strip());
    }

    private static String answered(Path directory, World world) throws IOException {
        List<String> words = new ArrayList<>();
        Meta.of(directory).list("args").forEach(word -> words.add(word.equals("-bh") ? "--from" : word));
        Batch.Result result = world.run(
                "session", Oracle.text(directory.resolve("config")), Oracle.text(directory.resolve("input")), words);
        StringBuilder answer = new StringBuilder();
        result.out()
                .replace("\r", "")
                .lines()
                .filter(line -> LAST_LINE_OF_REPLY.matcher(line).matches())
                .forEach(line -> answer.append(line, 0, 3).append('\n'));
        String log = MESSAGE_ID
                .matcher(result.err())
                .replaceAll("<MSGID>")
                .replaceAll(" S=\\d+", " S=<SIZE>")
                .replaceAll(" D=[\\dhms.]+", " D=<DUR>");
        String codes = answer.toString().strip();
        return Files.exists(directory.resolve(PRODUCTION)) ? codes : codes + "\n" + normalised(log.strip());
    }

    /// What a connection is called is no matter.
    private static String normalised(String log) {
        return log.replaceAll(" Ci=\\w+", " Ci=<ID>").replaceAll("connection_id: \\w+", "connection_id: <ID>");
    }
}
