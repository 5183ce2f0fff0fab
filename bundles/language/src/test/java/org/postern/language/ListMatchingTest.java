package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.MatchList;
import org.postern.api.config.MatchList.Match;
import org.postern.api.mail.Address;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.core.State;
import org.postern.spi.LookupType;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestSession;

final class ListMatchingTest {
    private static final String LISTS = """
            domainlist local = a.example : *.b.example
            domainlist both = +local : c.example
            domainlist looked = lsearch;/domains
            hostlist relay = 10.0.0.0/8 : 192.168.1.1
            addresslist people = ann@a.example : *@+local
            localpartlist staff = root : ^adm
            """;

    static Stream<Arguments> domains() {
        return Table.rows("""
            a.example | a.example => a.example
            A.Example | a.example => A.Example
            * | x => *
            *.b.example | x.b.example => *.b.example
            *.b.example | b.example => no
            *b.example | b.example => *b.example
            ^re\\\\d+\\\\.example\\$ | re12.example => ^re\\d+\\.example$
            \\N^RE\\d$\\N | re1 => ^RE\\d$
            ! a.example : a.example | a.example => no
            !a.example | b.example => (rest)
            !a.example : !b.example | b.example => no
            !a.example : c.example | b.example => no
             | a.example => no
            @ | mta.example => mta.example
            @[] | [127.0.0.1] => @[]
            @[] | [192.0.2.1] => no
            <; a.example ; b.example | b.example => b.example
            +local | x.b.example => *.b.example
            !+local : * | a.example => no
            +both | c.example => c.example
            +both | a.example => a.example
            lsearch;/domains | k.example => value of k
            lsearch;/domains | other => no
            partial-lsearch;/domains | x.y.wild.example => wild value
            partial-lsearch;/domains | wild.example => wild value
            partial3-lsearch;/domains | x.wild.example => no
            lsearch*;/domains | none => star value
            lsearch,ret=key;/domains | k.example => k.example
            lsearch;/missing | a => defer: failed to open /missing
            a.example : lsearch;/missing | a.example => a.example
            !lsearch;/missing | a => defer: failed to open /missing
            ${if eq{a}{a}{a.example : +local}} | q.b.example => *.b.example
            ${if eq{a}{b}{x}fail} : a | a => no
            @mx_any | mx.example => @mx_any
            @mx_primary | mx.example => no
            @mx_secondary | mx.example => @mx_secondary
            @mx_any/ignore=127.0.0.0/8 | mx.example => no
            @mx_any/ignore=<; 127.0.0.1 ; 192.0.2.9 | mx.example => no
            @mx_any/ignore=10.0.0.0/8 | mx.example => @mx_any/ignore=10.0.0.0/8
            @mx_secondary/ignore=192.0.2.50 | mx.example => @mx_secondary/ignore=192.0.2.50
            @mx_primary | own.example => @mx_primary
            @mx_secondary | own.example => no
            @mx_any | nowhere.example => no
            @mx_any | broken.example => defer: @mx_any: broken.example
            """);
    }

    @ParameterizedTest
    @MethodSource("domains")
    void matches_domains(String row, String expected) throws Exception {
        assertThat(match(row, ListMatchingTest::domain)).startsWith(expected);
    }

    static Stream<Arguments> hosts() {
        return Table.rows("""
            10.0.0.0/8 | 10.1.2.3 => 10.0.0.0/8
            10.0.0.0/8 | 11.1.2.3 => no
            10.1.2.3/31 | 10.1.2.2 => 10.1.2.3/31
            2001::db8::::/32 | 2001:db8::1 => 2001:db8::/32
            <; 2001:db8::/32 ; 1.2.3.4 | 1.2.3.4 => 1.2.3.4
            * | 1.2.3.4 => *
            !10.0.0.1 : 10.0.0.0/8 | 10.0.0.1 => no
            +relay | 192.168.1.1 => 192.168.1.1
            @[] | 127.0.0.1 => @[]
            host.example | 192.0.2.1 => host.example
            host.example | 192.0.2.9 => no
            nowhere.example : 192.0.2.1 | 192.0.2.1 => no
            +ignore_unknown : nowhere.example : 192.0.2.1 | 192.0.2.1 => 192.0.2.1
            +include_unknown : nowhere.example | 192.0.2.1 => (empty)
            broken.example | 192.0.2.1 => defer: DNS lookup of "broken.example" deferred
            +ignore_defer : broken.example : 192.0.2.1 | 192.0.2.1 => 192.0.2.1
            +include_defer : broken.example | 192.0.2.1 => (empty)
            *.example | 192.0.2.1 => *.example
            ^host | 192.0.2.1 => ^host
            *.other : 192.0.2.1 | 192.0.2.1 => 192.0.2.1
            *.example : 192.0.2.7 | 192.0.2.7 => no
            +ignore_unknown : *.example : 192.0.2.7 | 192.0.2.7 => 192.0.2.7
            +include_unknown : *.example | 192.0.2.7 => (empty)
            +include_unknown : !*.example | 192.0.2.7 => (empty)
            *.example | 192.0.2.8 => defer: host lookup of 192.0.2.8 deferred
            *.alias | 192.0.2.1 => *.alias
            net-lsearch;/nets | 192.0.2.1 => one host
            net24-lsearch;/nets | 192.0.3.77 => a net
            net64-lsearch;/nets | 2001:db8:1:2:3::4 => six
            net-lsearch;/nets | 2001:db8::1 => one of six
            net24-lsearch;/nets | 192.0.4.77 => no
            lsearch;/names | 192.0.2.1 => by name
            localhost | 127.0.0.1 => localhost
            """);
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void matches_hosts(String row, String expected) throws Exception {
        assertThat(match(
                        row,
                        (compiler, list, subject) -> bind(compiler.hostList(list), InetAddress.ofLiteral(subject))))
                .startsWith(expected);
    }

    static Stream<Arguments> addresses() {
        return Table.rows("""
            ann@a.example | Ann@A.example => ann@a.example
            ann@a.example | bob@a.example => no
            *@a.example | bob@a.example => *@a.example
            *-request@a.example | list-request@a.example => *-request@a.example
            a.example | bob@a.example => a.example
            *.example | bob@a.example => *.example
            ^bob@ | bob@a.example => ^bob@
            : | <> => (empty)
            * | <> => *
            a.example | <> => no
            ^\\$ | <> => ^$
            +caseful : Ann@a.example | ann@a.example => no
            +caseful : ann@a.example | ann@A.example => ann@a.example
            +caseful : ann@A.example | ann@A.example => no
            ann@A.example | ann@a.example => ann@A.example
            +people | x@z.b.example => *@+local
            lsearch;/people | bob@a.example => bob found
            lsearch*@;/people | zoe@a.example => all of a
            *@lsearch;/domains | bob@k.example => *@lsearch;/domains
            !bob@a.example : a.example | bob@a.example => no
            a@ | a@b => no
            """);
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void matches_addresses(String row, String expected) throws Exception {
        assertThat(match(row, (compiler, list, subject) -> bind(compiler.addressList(list), address(subject))))
                .isEqualTo(expected);
    }

    static Stream<Arguments> localParts() {
        return Table.rows("""
            root : postmaster | ROOT => root
            +staff | administrator => ^adm
            +caseful : root | Root => no
            *-owner | x-owner => *-owner
            lsearch;/people | ann => ann found
            """);
    }

    @ParameterizedTest
    @MethodSource("localParts")
    void matches_local_parts(String row, String expected) throws Exception {
        assertThat(match(row, (compiler, list, subject) -> bind(compiler.localPartList(list), subject)))
                .isEqualTo(expected);
    }

    @Test
    void the_wild_parts_of_a_match_become_numbered_variables() throws Exception {
        World world = world();
        try (Policy policy = world.compile(LISTS)) {
            MailContext context = world.context(policy);
            policy.compiler().domainList("*.example").match("a.b.example", context);
            assertThat(policy.expand("$0 $1", context).value()).isEqualTo("a.b.example a.b");
            policy.compiler().domainList("partial-lsearch;/domains").match("x.y.wild.example", context);
            assertThat(policy.expand("$1 $2", context).value()).isEqualTo("x.y wild.example");
        }
    }

    @Test
    void what_a_named_list_looked_up_is_kept_as_long_as_the_message() throws Exception {
        Map<String, Map<String, String>> files =
                new java.util.HashMap<>(Map.of("/domains", Map.of("k.example", "one")));
        World world = World.standard()
                .with(new FakePlugin("files").with(Words.lookup("lsearch", LookupType.Style.SINGLE_KEY, files)));
        try (Policy policy = world.compile("domainlist looked = lsearch;/domains\n")) {
            MatchList<String> list = policy.compiler().domainList("+looked");
            MailContext context = world.context(policy);
            Match first = list.match("k.example", context);
            files.put("/domains", Map.of("k.example", "two"));
            assertThat(list.match("k.example", context)).isEqualTo(first);
            assertThat(list.match("k.example", world.context(policy)))
                    .isEqualTo(new Match.Matched(Text.trusted("two")));
        }
    }

    @Test
    void a_list_that_is_expanded_is_kept_for_the_message_only_if_it_is_to_be_cached() throws Exception {
        World world = world();
        try (Policy policy = world.compile("domainlist_cache kept = $acl_m_list\ndomainlist fresh = $acl_m_list\n")) {
            MailContext context = world.context(policy).with(State.fresh());
            AclVariables.MESSAGE.set("acl_m_list", Text.trusted("a.example"), context);
            MatchList<String> kept = policy.compiler().domainList("+kept");
            MatchList<String> fresh = policy.compiler().domainList("+fresh");
            assertThat(kept.match("a.example", context).holds()).isTrue();
            assertThat(fresh.match("a.example", context).holds()).isTrue();
            AclVariables.MESSAGE.set("acl_m_list", Text.trusted("b.example"), context);
            assertThat(kept.match("a.example", context).holds()).isTrue();
            assertThat(kept.match("b.example", context).holds()).isTrue();
            assertThat(fresh.match("a.example", context).holds()).isFalse();
        }
    }

    @Test
    void this_host_is_also_what_the_configuration_counts_as_this_host() throws Exception {
        String address = "extra_local_interfaces = 192.0.2.50\n";
        assertThat(holds(address, compiler -> compiler.domainList("@mx_primary"), "mx.example"))
                .isTrue();
        assertThat(holds(address, compiler -> compiler.domainList("@[]"), "[192.0.2.50]"))
                .isTrue();
        assertThat(holds(address, compiler -> compiler.hostList("@[]"), InetAddress.ofLiteral("192.0.2.50")))
                .isTrue();
        String name = "hosts_treat_as_local = other.example\n";
        assertThat(holds(name, compiler -> compiler.domainList("@mx_primary"), "mx.example"))
                .isTrue();
        assertThat(holds(name, compiler -> compiler.domainList("@[]"), "[192.0.2.50]"))
                .isFalse();
    }

    /// Compiles a list.
    @FunctionalInterface
    private interface Listing<T> {
        MatchList<T> compile(Compiler compiler) throws ConfigException;
    }

    private static <T> boolean holds(String options, Listing<T> list, T subject) throws Exception {
        World world = world();
        try (Policy policy = world.compile(options)) {
            return list.compile(policy.compiler())
                    .match(subject, world.context(policy))
                    .holds();
        }
    }

    @Test
    void what_cannot_be_known_is_not_kept() throws Exception {
        Map<String, Map<String, String>> files = new java.util.HashMap<>();
        World world = World.standard()
                .with(new FakePlugin("files").with(Words.lookup("lsearch", LookupType.Style.SINGLE_KEY, files)));
        try (Policy policy = world.compile("domainlist looked = lsearch;/domains\n")) {
            MatchList<String> list = policy.compiler().domainList("+looked");
            MailContext context = world.context(policy);
            assertThat(list.match("k.example", context)).isInstanceOf(Match.Deferred.class);
            files.put("/domains", Map.of("k.example", "two"));
            assertThat(list.match("k.example", context).holds()).isTrue();
        }
    }

    @Test
    void what_matched_is_trusted_although_the_subject_is_not() throws Exception {
        World world = world();
        try (Policy policy = world.compile(LISTS)) {
            Match match = policy.compiler()
                    .stringList("from outside")
                    .match(Text.tainted("from outside"), world.context(policy));
            assertThat(match).isEqualTo(new Match.Matched(Text.trusted("from outside")));
        }
    }

    @Test
    void a_lookup_in_a_list_is_not_made_of_text_from_outside() throws Exception {
        World world = world();
        try (Policy policy = world.compile(LISTS)) {
            MatchList<String> list = policy.compiler().domainList("lsearch;/$tainted");
            assertThat(list.match("a", world.context(policy)))
                    .isEqualTo(new Match.Deferred(
                            "a lookup in a list is made of text from outside: lsearch;/from outside"));
        }
    }

    /// Matches a subject against a list.
    @FunctionalInterface
    private interface Matching {
        Bound<?> bind(Compiler compiler, String list, String subject) throws Exception;
    }

    private record Bound<T>(MatchList<T> list, T subject) {
        private Match match(MailContext context) throws Exception {
            return list.match(subject, context);
        }
    }

    private static <T> Bound<T> bind(MatchList<T> list, T subject) {
        return new Bound<>(list, subject);
    }

    private static Bound<?> domain(Compiler compiler, String list, String subject) throws Exception {
        return bind(compiler.domainList(list), subject);
    }

    private static Address address(String text) {
        int at = text.lastIndexOf('@');
        return at < 0 ? Address.NULL : new Address(text.substring(0, at), text.substring(at + 1));
    }

    private static String match(String row, Matching matching) throws Exception {
        int bar = row.indexOf(" | ");
        World world = world();
        try (Policy policy = world.compile(LISTS)) {
            MailContext context = world.context(policy).with(TestSession.from("192.0.2.200"));
            Match match = matching.bind(
                            policy.compiler(),
                            row.substring(0, bar).strip(),
                            row.substring(bar + 3).strip())
                    .match(context);
            return switch (match) {
                case Match.Matched(Text data) when row.startsWith("!") && data.isEmpty() -> "(rest)";
                case Match.Matched(Text data) -> data.isEmpty() ? "(empty)" : data.value();
                case Match.NotMatched _ -> "no";
                case Match.Deferred(String reason) -> "defer: " + reason;
            };
        }
    }

    private static World world() {
        Map<String, Map<String, String>> files = Map.of(
                "/domains", Map.of("k.example", "value of k", "*.wild.example", "wild value", "*", "star value"),
                "/nets",
                        Map.of(
                                "192.0.2.1",
                                "one host",
                                "192.0.3.0/24",
                                "a net",
                                "2001.0db8.0001.0002.0000.0000.0000.0000/64",
                                "six",
                                "2001.0db8.0000.0000.0000.0000.0000.0001",
                                "one of six"),
                "/names", Map.of("host.example", "by name"),
                "/people", Map.of("ann", "ann found", "bob@a.example", "bob found", "*@a.example", "all of a"));
        return World.standard()
                .with(new FakePlugin("files").with(Words.lookup("lsearch", LookupType.Style.SINGLE_KEY, files)))
                .with(FakeDns.of("""
                        host.example A 192.0.2.1
                        other.example A 192.0.2.50
                        here.example A 127.0.0.1
                        mx.example MX 10 other.example
                        mx.example MX 20 here.example
                        own.example MX 10 here.example
                        broken.example SERVFAIL
                        1.2.0.192.in-addr.arpa PTR host.example
                        1.2.0.192.in-addr.arpa PTR host.alias
                        host.alias A 192.0.2.1
                        8.2.0.192.in-addr.arpa SERVFAIL
                        """));
    }
}
