package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList;
import org.postern.api.mail.Address;
import org.postern.core.BadConfiguration;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.core.State;
import org.postern.spi.LookupType;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestSession;

/// Lists of any form match, do not match, defer or are errors, and nothing else; in time.
final class ListFuzzTest {
    private static final int ROUNDS = 20_000;
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final String SEPARATORS = ":;,\n\0 /!+@<";

    private static final List<String> ITEMS = List.of(
            "a.example",
            "*.example",
            "*",
            "",
            "^a+b",
            "^(a|a)*\\$",
            "\\N^(x+x+)+y\\N",
            "@",
            "@[]",
            "@mx_any",
            "@mx_primary/ignore=192.0.2.1",
            "@mx_nonsense",
            "+inner",
            "+names",
            "+hosts",
            "+people",
            "+nosuch",
            "+caseful",
            "+ignore_unknown",
            "+include_unknown",
            "+ignore_defer",
            "+include_defer",
            "192.0.2.0/24",
            "192.0.2.0/255",
            "192.0.2.1/",
            "2001:db8::/32",
            "<; 2001:db8::/32",
            "net-lsearch;/a",
            "net24-lsearch;/a",
            "net999-lsearch;/a",
            "net-nosuch;/a",
            "lsearch;/a",
            "partial-lsearch;/a",
            "partial9999999999-lsearch;/a",
            "lsearch*@,ret=key;/a",
            "lsearch;",
            ";/a",
            "@@lsearch;/a",
            "@@/a",
            "*@a.example",
            "x@+names",
            "x@",
            "@a",
            "nowhere.example",
            "broken.example",
            "localhost",
            "/nosuch/file",
            "!/nosuch/file",
            "! a.example",
            "!!a",
            "$sender_host_address",
            "${if eq{a}{b}{x}fail}",
            "${tainted}",
            "${if eq{a}{a}{+names}}",
            "${if match_domain{x}{+names}{a}{b}}",
            "${if forany{a:b}{eq{$item}{a}}}",
            "<",
            "<\n",
            "\u00e9",
            "\u0000");

    private static final List<String> SUBJECTS = List.of(
            "a.example", "x.a.example", "", "@", "[192.0.2.1]", "A", "aaaaaaaaaaaaaaaaaaaaaaaaaaaab", "\u00e9.\u0000");

    private final World world = World.standard()
            .with(new FakePlugin("files")
                    .with(Words.lookup(
                            "lsearch",
                            LookupType.Style.SINGLE_KEY,
                            Map.of("/a", Map.of("a.example", "x : !y : >a.example", "192.0.2.1", "found")))))
            .with(FakeDns.of("""
                    a.example A 192.0.2.1
                    a.example MX 10 a.example
                    broken.example SERVFAIL
                    1.2.0.192.in-addr.arpa PTR a.example
                    """));

    private static String list(Random random) {
        StringBuilder list = new StringBuilder();
        if (random.nextInt(4) == 0) {
            list.append('<').append(SEPARATORS.charAt(random.nextInt(SEPARATORS.length())));
        }
        for (int i = random.nextInt(8); i >= 0; i--) {
            list.append(random.nextInt(4) == 0 ? "!" : "").append(ITEMS.get(random.nextInt(ITEMS.size())));
            list.append(random.nextInt(3) == 0 ? SEPARATORS.charAt(random.nextInt(SEPARATORS.length())) : " : ");
        }
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(list.length());
            switch (random.nextInt(3)) {
                case 0 -> list.deleteCharAt(at).append('x');
                case 1 -> list.insert(at, (char) random.nextInt(256));
                default -> list.insert(at, list.substring(at));
            }
        }
        return list.toString();
    }

    @Test
    @Timeout(120)
    void lists_of_any_form_give_an_answer_or_an_error_in_time() throws Exception {
        Random random = new Random(11);
        int matched = 0;
        try (Policy policy = world.compile("""
                check_expansions = no
                regex_match_limit = 10K
                domainlist inner = *.inner.example : !a.example
                domainlist names = +inner : a.example
                hostlist hosts = 192.0.2.0/24 : *.example
                addresslist people = *@+names : @@lsearch;/a
                localpartlist names = x : ^y
                """)) {
            for (int i = 0; i < ROUNDS; i++) {
                String list = list(random);
                long start = System.nanoTime();
                MailContext context = world.context(policy).with(State.fresh()).with(TestSession.from("192.0.2.1"));
                matched += matches(policy.compiler(), list, SUBJECTS.get(random.nextInt(SUBJECTS.size())), context);
                assertThat(System.nanoTime() - start).as(list).isLessThan(LONGEST.toNanos());
            }
        }
        assertThat(matched).isGreaterThan(ROUNDS / 10);
    }

    private static int matches(Compiler compiler, String list, String subject, MailContext context) {
        InetAddress host = InetAddress.ofLiteral("192.0.2.1");
        Address address = new Address(subject, subject);
        return one(() -> compiler.domainList(list).match(subject, context), list)
                + one(() -> compiler.localPartList(list).match(subject, context), list)
                + one(() -> compiler.addressList(list).match(address, context), list)
                + one(() -> compiler.hostList(list).match(host, context), list)
                + one(() -> compiler.stringList(list).match(Text.tainted(subject), context), list);
    }

    /// What is tried.
    @FunctionalInterface
    private interface Trial {
        MatchList.Match match() throws ConfigException, ExpansionException;
    }

    /// 1 if it matches.
    private static int one(Trial trial, String list) {
        try {
            return switch (trial.match()) {
                case MatchList.Match.Matched _ -> 1;
                case MatchList.Match.NotMatched _ -> 0;
                case MatchList.Match.Deferred(String reason) -> {
                    assertThat(reason).as(list).isNotBlank();
                    yield 0;
                }
            };
        } catch (ExpansionException | ConfigException e) {
            assertThat(e.getMessage()).as(list).isNotBlank();
            return 0;
        }
    }

    @Test
    @Timeout(120)
    void named_lists_of_any_form_compile_or_are_bad() {
        Random random = new Random(12);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "check_expansions = no\n" : "");
            for (String kind :
                    List.of("domainlist inner", "domainlist names", "hostlist hosts", "addresslist people")) {
                text.append(kind)
                        .append(" = ")
                        .append(list(random).replace('\n', ' '))
                        .append('\n');
            }
            try (Policy policy = world.compile(text.toString())) {
                assertThat(policy.warnings()).as(text.toString()).isNotNull();
            } catch (BadConfiguration e) {
                assertThat(e.getMessage()).as(text.toString()).doesNotContain("cannot be compiled");
            }
        }
    }
}
