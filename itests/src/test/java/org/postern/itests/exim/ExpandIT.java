package org.postern.itests.exim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postern.itests.RedisDaemon;

/// `postern expand` answers what Exim's `-be` answered.
class ExpandIT {
    /// When the answers were recorded.
    private static final List<String> RECORDED = List.of("--clock", "2026-11-21T07:00:00Z");

    /// The groups of this project's own sets.
    private static final Set<String> OWN = Set.of("extra", "redis");

    private static final int ID = 0;
    private static final int GROUP = 1;
    private static final int MODE = 3;
    private static final int INPUT = 6;
    private static final int EXPECTED = 7;

    @Test
    void expressions_of_exims_tests() throws IOException {
        try (World world = World.upstream()) {
            compare("expand", world, RECORDED);
        }
    }

    @Test
    void expressions_of_this_project() throws IOException {
        try (World world = World.own()) {
            compare("expand_extra", world, RECORDED);
        }
    }

    @Test
    void expressions_about_a_message() throws IOException {
        try (World world = World.own()) {
            compare(
                    "expand_msg",
                    world,
                    List.of("--clock", "2026-11-21T07:00:00Z", "-f", "snd@env.example", "--message", "@XDIR@/msg.eml"));
        }
    }

    /// Exim takes nil for an empty string that was found: so does the option.
    @Test
    void commands_for_redis() throws Exception {
        try (RedisDaemon redis = RedisDaemon.start();
                World world = World.own()
                        .replacing("hide redis_servers", "redis_nil = found\nhide redis_servers")
                        .replacing("127.0.0.1/", "127.0.0.1::" + redis.port() + "/")) {
            compare("expand_redis", world, RECORDED);
        }
    }

    private static void compare(String set, World world, List<String> words) throws IOException {
        Verdict verdict = Verdict.of(set);
        Map<String, List<String[]>> groups = new LinkedHashMap<>();
        for (String[] row : Oracle.table(set + ".tsv")) {
            groups.computeIfAbsent(row[GROUP], _ -> new ArrayList<>()).add(row);
        }
        for (Map.Entry<String, List<String[]>> group : groups.entrySet()) {
            Group asked = new Group(world, group.getKey(), words);
            if (group.getValue().stream().anyMatch(row -> row[MODE].equals("seq"))) {
                asked.inOneSession(group.getValue(), verdict);
            } else {
                asked.oneByOne(group.getValue(), verdict);
            }
        }
        verdict.check();
    }

    /// The rows of one configuration.
    private static final class Group {
        private final World world;
        private final String configuration;
        private final List<String> words;

        Group(World world, String name, List<String> words) throws IOException {
            this.world = world;
            Path directory = OWN.contains(name) ? Oracle.path("extra") : Oracle.path("expand_conf");
            this.configuration = Oracle.text(directory.resolve(name + ".conf")).replace("../../tmp/xspool", "spool");
            this.words = new ArrayList<>(words);
            Path arguments = directory.resolve(name + ".args.json");
            if (Files.exists(arguments)) {
                this.words.addAll(Meta.parse(Oracle.text(arguments)).list("args"));
            }
        }

        void oneByOne(List<String[]> rows, Verdict verdict) throws IOException {
            for (String[] row : rows) {
                if (Verdict.isWanted(row[ID])) {
                    String input = row[INPUT];
                    verdict.compare(
                            row[ID], expected(row), lines(world.run("expand", configuration, input + "\n", words)));
                }
            }
        }

        void inOneSession(List<String[]> rows, Verdict verdict) throws IOException {
            StringBuilder input = new StringBuilder();
            for (int i = 0; i < rows.size(); i++) {
                input.append(rows.get(i)[INPUT]).append("\n@@S").append(i).append("@@\n");
            }
            String answers = lines(world.run("expand", configuration, input.toString(), words)) + "\n";
            for (int i = 0; i < rows.size(); i++) {
                String mark = "@@S" + i + "@@\n";
                int end = answers.indexOf(mark);
                String answer = end < 0 ? "no answer" : answers.substring(0, end);
                answers = end < 0 ? answers : answers.substring(end + mark.length());
                if (Verdict.isWanted(rows.get(i)[ID])) {
                    verdict.compare(rows.get(i)[ID], expected(rows.get(i)), answer.replaceFirst("\n$", ""));
                }
            }
        }

        /// The spool is in the directory: both names stand for it.
        private static String expected(String[] row) {
            return row[EXPECTED].replace("@DIR@/spool", "@SPOOL@");
        }

        private static String lines(Batch.Result result) {
            return result.err().isEmpty() || !result.out().isEmpty()
                    ? result.out().replaceFirst("\n$", "")
                    : result.err();
        }
    }
}
