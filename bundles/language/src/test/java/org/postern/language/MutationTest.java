package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.postern.core.BadConfiguration;
import org.postern.core.GenericOptions;
import org.postern.core.Policy;
import org.postern.spi.LookupType;
import org.postern.spi.OptionSet;
import org.postern.spi.Router;

/// Real configurations, and what becomes of them when they are damaged.
final class MutationTest {
    private static final int ROUNDS = 2_000;
    private static final int LONGEST = 64 * 1024;

    private final World world = World.standard()
            .with(new FakePlugin("some")
                    .with(
                            Words.router("accept", _ -> (_, _) -> new Router.Result.Decline()),
                            Words.router("redirect", _ -> (_, _) -> new Router.Result.Decline()),
                            Words.transport("appendfile", _ -> _ -> Map.of(), Words.FILE, Words.CREATE))
                    .with(Words.lookup("lsearch", LookupType.Style.SINGLE_KEY, Map.of()))
                    .with(GenericOptions.all().toArray(OptionSet[]::new)));

    /// The configurations of the examples, of the distribution and of the tests.
    private static List<String> seeds() throws IOException {
        List<Path> files = new ArrayList<>(List.of(Path.of("../../distribution/src/conf/default.conf")));
        for (String tree : List.of("../../examples", "../../itests/src/test/resources/exim")) {
            try (Stream<Path> found = Files.walk(Path.of(tree))) {
                found.filter(file -> file.toString().endsWith(".conf") || file.endsWith("config"))
                        .sorted()
                        .forEach(files::add);
            }
        }
        List<String> seeds = new ArrayList<>();
        for (Path file : files) {
            seeds.add(Files.readString(file, StandardCharsets.ISO_8859_1));
        }
        return seeds;
    }

    @Test
    void damaged_configurations_compile_or_are_bad_and_nothing_else() throws IOException {
        List<String> seeds = seeds();
        assertThat(seeds).hasSizeGreaterThan(5);
        Random random = new Random(42);
        for (int i = 0; i < ROUNDS; i++) {
            String text = seeds.get(random.nextInt(seeds.size()));
            for (int changes = random.nextInt(6); changes >= 0; changes--) {
                text = damaged(text, seeds, random);
            }
            try (Policy policy = world.compile(text)) {
                assertThat(policy.warnings()).as(text).isNotNull();
            } catch (BadConfiguration e) {
                assertThat(e.problems()).as(text).isNotEmpty();
                assertThat(e.getMessage()).as(text).doesNotContain("cannot be compiled");
            }
        }
    }

    private static String damaged(String text, List<String> seeds, Random random) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (lines.isEmpty() || text.length() > LONGEST) {
            return seeds.get(random.nextInt(seeds.size()));
        }
        int at = random.nextInt(lines.size());
        String line = lines.get(at);
        int column = random.nextInt(line.length() + 1);
        switch (random.nextInt(8)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(random.nextInt(lines.size() + 1), line);
            case 2 -> lines.set(at, line.substring(0, column));
            case 3 -> lines.set(at, line.substring(0, column) + (char) random.nextInt(256) + line.substring(column));
            case 4 -> {
                List<String> other =
                        seeds.get(random.nextInt(seeds.size())).lines().toList();
                lines.add(at, other.get(random.nextInt(other.size())));
            }
            case 5 -> lines.set(at, line.replaceFirst("[{}=:$\\\\\"]", ""));
            case 6 -> lines.set(at, line + line.substring(column).repeat(1 + random.nextInt(50)));
            default ->
                lines.add(
                        at,
                        List.of(".ifdef A", ".else", ".endif", "A = B", "B == A A", "begin acl", "\\", "\"")
                                .get(random.nextInt(8)));
        }
        return String.join("\n", lines) + "\n";
    }

    @Test
    void deep_nesting_of_any_kind_is_an_error_of_the_configuration() {
        String deep = "${if eq{a}{b}{".repeat(20_000);
        assertThat(world.problems("acl_smtp_rcpt = " + deep)).contains("test.conf:1: main: acl_smtp_rcpt: ");
        assertThat(world.problems(".ifdef A\n".repeat(20_000))).contains(".ifdef has no .endif");
        String growing = "A = x\nB = A\n" + "B == BBBBBBBBBB\n".repeat(20) + "headers_charset = B\n";
        assertThat(world.problems(growing)).contains("is longer than");
    }

    /// A figure, not a limit: how long a configuration of 1 MB takes.
    @Test
    @EnabledIfSystemProperty(named = "postern.figures", matches = "true")
    void how_long_a_megabyte_takes() throws Exception {
        String text = megabyte();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (int round = 0; round < 10; round++) {
            long start = System.nanoTime();
            long worked = threads.getCurrentThreadCpuTime();
            try (Policy policy = world.compile(text)) {
                assertThat(policy.routers()).isNotEmpty();
            }
            System.out.printf(
                    "%d bytes: %d ms, of them %d of work%n",
                    text.length(),
                    (System.nanoTime() - start) / 1_000_000,
                    (threads.getCurrentThreadCpuTime() - worked) / 1_000_000);
        }
    }

    private static String megabyte() {
        StringBuilder main = new StringBuilder();
        StringBuilder acls = new StringBuilder("begin acl\n");
        StringBuilder routers = new StringBuilder("begin routers\n");
        for (int i = 0; main.length() + acls.length() + routers.length() < 1 << 20; i++) {
            if (i % 10 == 0) {
                main.append("MACRO_%05d = value of %d\n".formatted(i, i));
            }
            main.append("domainlist list_%d = a%d.example : *.b%d.example : !c.example\n".formatted(i, i, i));
            acls.append("acl_%d:\n".formatted(i))
                    .append("  # what comes from one list\n")
                    .append("  accept domains = +list_%d\n".formatted(i))
                    .append("         condition = ${if and{{eq{$domain}{x%d}}{!match{$local_part}{^a+b}}}}\n"
                            .formatted(i))
                    .append("  deny message = not for MACRO_%05d: $local_part@$domain\n".formatted(i / 10 * 10));
            routers.append("router_%d:\n".formatted(i))
                    .append("  driver = accept\n  domains = +list_%d\n".formatted(i))
                    .append("  condition = ${if eq{$local_part}{b%d}{yes}{no}}\n  transport = t\n".formatted(i));
        }
        return main.append(acls)
                .append(routers)
                .append("begin transports\nt:\n driver = appendfile\n file = /m\n")
                .toString();
    }
}
