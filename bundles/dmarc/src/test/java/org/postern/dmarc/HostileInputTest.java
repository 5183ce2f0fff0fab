package org.postern.dmarc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.api.mail.Header;
import org.postern.dmarc.DmarcResult.Status;
import org.postern.testkit.FakeDns;

/// Random and oversized input, from fixed seeds: an answer for each, in bounded time and with bounded
/// queries.
@NullMarked
class HostileInputTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final List<String> PIECES = List.of(
            "v=DMARC1",
            "v = DMARC1",
            ";",
            "; ",
            "p=reject",
            "p=none",
            "sp=quarantine",
            "np=reject",
            "psd=y",
            "psd=n",
            "t=y",
            "adkim=s",
            "aspf=x",
            "pct=0",
            "pct=99999999999999999999",
            "ri=4294967296",
            "fo=0:1:d:s",
            "fo=:",
            "rf=afrf:",
            "rua=mailto:a@example.org",
            "ruf=mailto:a%40b@x.example!10m",
            "rua=",
            "mailto:",
            ",",
            "!",
            "!9999999999999999g",
            "%",
            "%2",
            "%00",
            "?subject=x",
            "=",
            "p",
            " ",
            "\t",
            "\r\n",
            "\u0000",
            "\u00ff",
            "\"",
            "(",
            "<");

    private static String random(Random random, int pieces) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(pieces); i >= 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
            text.append(random.nextInt(3) > 0 ? "; " : "");
        }
        return text.toString();
    }

    private static DmarcResult check(FakeDns dns, String author, List<Identifier> dkim) {
        return new DmarcEvaluator(dns, InstantSource.fixed(Instant.EPOCH))
                .check(new DmarcRequest(author, List.of(), dkim), Optional.empty());
    }

    private static void within(Duration limit, String what, Runnable work) {
        long begin = System.nanoTime();
        work.run();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(what).isLessThan(limit);
    }

    @Test
    void answers_every_record_with_a_bounded_number_of_queries() {
        Random random = new Random(9989);
        Set<Status> statuses = EnumSet.noneOf(Status.class);
        for (int i = 0; i < 20_000; i++) {
            FakeDns dns = new FakeDns()
                    .txt("_dmarc.a.b.example", "v=DMARC1; " + random(random, 8))
                    .txt("_dmarc.b.example", "v=DMARC1; " + random(random, 8))
                    .txt("_dmarc.example", "v=DMARC1; " + random(random, 4));
            statuses.add(check(dns, random.nextBoolean() ? "a.b.example" : "x.a.b.example", List.of())
                    .status());
            assertThat(dns.questions()).hasSizeLessThan(10);
        }
        assertThat(statuses).contains(Status.REJECT, Status.NONE, Status.QUARANTINE, Status.NORECORD);
    }

    @Test
    void parses_every_mutation_of_a_record() {
        String record = "v=DMARC1; p=reject; sp=none; np=quarantine; adkim=s; aspf=r; fo=1:d; psd=n; t=n; "
                + "rua=mailto:a@example.org!10m,mailto:b%2Bc@x.example; ruf=mailto:d@example.org; pct=50; ri=86400; rf=afrf";
        Random random = new Random(7489);
        int accepted = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder mutant = new StringBuilder(record);
            for (int j = random.nextInt(6); j >= 0; j--) {
                int at = random.nextInt(mutant.length());
                switch (random.nextInt(3)) {
                    case 0 -> mutant.setCharAt(at, (char) random.nextInt(256));
                    case 1 -> mutant.insert(at, (char) random.nextInt(256));
                    default -> mutant.delete(at, Math.min(mutant.length(), at + 1 + random.nextInt(9)));
                }
            }
            Optional<PolicyRecord> parsed = PolicyRecord.parse(mutant.toString());
            accepted += parsed.isPresent() ? 1 : 0;
            parsed.ifPresent(known -> {
                assertThat(known.pct()).isBetween(0, 100);
                assertThat(Stream.concat(known.rua().stream(), known.ruf().stream()))
                        .allMatch(uri -> uri.address().toString().matches("[ -~]+@[a-z0-9_.-]+"));
            });
        }
        assertThat(accepted).isGreaterThan(1000);
    }

    @Test
    void takes_records_of_the_greatest_size_in_bounded_time() {
        for (String piece : List.of(
                "x=y;",
                ";",
                "p=none;",
                "rua=mailto:a@b.example,",
                "rua=mailto:a@b.example;",
                " ",
                "=",
                "rf=a:a:",
                "fo=" + ":".repeat(100),
                "rua=" + ",".repeat(1000),
                "rua=mailto:" + "(".repeat(900) + ",",
                "rua=mailto:" + "%41".repeat(300) + ",",
                "np=",
                "\t;",
                "rf=" + " ".repeat(1000) + ";",
                "!",
                "a-")) {
            String record = "v=DMARC1; p=reject; " + piece.repeat(1_000_000 / piece.length());
            within(LIMIT, piece, () -> PolicyRecord.parse(record));
        }
        String million = IntStream.range(0, 1_000_000)
                .mapToObj(i -> "t" + i + "=v;")
                .reduce(new StringBuilder("v=DMARC1;"), StringBuilder::append, StringBuilder::append)
                .toString();
        within(
                LIMIT,
                "a million tags",
                () -> assertThat(PolicyRecord.parse(million)).isEmpty());
    }

    @Test
    void takes_every_from_field_in_bounded_time() {
        for (String piece : List.of(
                "a@b.example, ",
                ",",
                "(",
                "<",
                "\"",
                ":",
                ";",
                "a@",
                "@",
                "\\",
                "a:",
                "<a@b.example>",
                "=?utf-8?q?a?= ",
                "a@b.example:",
                "\r\n ",
                "[")) {
            for (int length : List.of(1_000, 16_000, 1_000_000)) {
                String value = piece.repeat(length / piece.length());
                within(
                        LIMIT,
                        piece,
                        () -> assertThat(AuthorDomain.of(List.of(new Header("From: a@b.example," + value + "\r\n"))))
                                .isNotNull());
            }
        }
        assertThat(AuthorDomain.of(List.of(new Header("From: " + "a@b.example, ".repeat(2000) + "\r\n")))
                        .domain())
                .isEmpty();
        assertThat(AuthorDomain.of(List.of(new Header("From: " + "a@b.example, ".repeat(500) + "\r\n")))
                        .domain())
                .contains("b.example");
    }

    @Test
    void parses_every_mutation_of_a_from_field() {
        String from = "\"Doe, J.\" <j.doe@example.org> (comment), group: a@b.example, =?utf-8?q?x?= <c@d.example>;";
        Random random = new Random(5322);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder mutant = new StringBuilder(from);
            for (int j = random.nextInt(4); j >= 0; j--) {
                mutant.setCharAt(random.nextInt(mutant.length()), (char) random.nextInt(256));
            }
            AuthorDomain.of(mutant.toString())
                    .domain()
                    .ifPresent(domain -> assertThat(domain).matches("[a-z0-9_.-]{1,253}"));
        }
    }

    @Test
    void reads_every_line_of_the_store() {
        Random random = new Random(9990);
        String line = new Observation(
                        "example.org",
                        "v=DMARC1; p=none",
                        "treewalk",
                        new Observation.Row(
                                "192.0.2.1",
                                "none",
                                false,
                                true,
                                false,
                                "example.org",
                                "",
                                List.of(Identifier.dkim("example.org", "pass", "s,1 \t\u00ff")),
                                Optional.of(Identifier.spf("example.org", "fail"))))
                .line();
        assertThat(Observation.parse(line).orElseThrow().line()).isEqualTo(line);
        Consumer<String> parse = text -> assertThat(Observation.parse(text)).isNotNull();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder mutant = new StringBuilder(line);
            mutant.setCharAt(random.nextInt(mutant.length()), (char) random.nextInt(256));
            parse.accept(mutant.substring(0, random.nextInt(mutant.length())));
            parse.accept(mutant.toString());
        }
    }

    @Test
    void reads_every_suffix_list_in_bounded_time() {
        within(LIMIT, "a long list", () -> {
            SuffixList list = SuffixList.parse(IntStream.range(0, 500_000).mapToObj(i -> "*.x" + i + ".example"));
            assertThat(list.registrable("a.b.c.d.example")).contains("d.example");
        });
        Random random = new Random(1);
        SuffixList list = SuffixList.parse(random.ints(20_000, 0, 256)
                .mapToObj(i -> (i % 7 == 0 ? "*." : i % 5 == 0 ? "!" : "") + (char) i + "." + (char) (i / 2)));
        assertThat(list.registrable("a.b.c")).isPresent();
    }

    @Test
    void asks_about_few_of_many_signatures() {
        FakeDns dns = new FakeDns().txt("_dmarc.example.org", "v=DMARC1; p=reject");
        List<Identifier> many = IntStream.range(0, 100)
                .mapToObj(i ->
                        Identifier.dkim("a.b.c.d.e.f.g.h.s" + i + ".example.org", i == 99 ? "fail" : "temperror", "s"))
                .toList();
        check(dns, "example.org", many);
        assertThat(dns.questions()).hasSizeLessThan(100);
    }

    @Test
    void asks_eight_questions_about_a_domain_of_many_labels() {
        FakeDns dns = new FakeDns();
        assertThat(check(dns, "a." + "b.".repeat(100) + "example", List.of()).status())
                .isEqualTo(Status.NORECORD);
        assertThat(dns.questions()).hasSize(8);
    }

    @Test
    void is_temperror_on_a_loop_of_aliases() {
        FakeDns dns = new FakeDns()
                .cname("_dmarc.loop.example", "_dmarc.other.example")
                .cname("_dmarc.other.example", "_dmarc.loop.example");
        assertThat(check(dns, "loop.example", List.of()).status()).isEqualTo(Status.TEMPERROR);
    }
}
