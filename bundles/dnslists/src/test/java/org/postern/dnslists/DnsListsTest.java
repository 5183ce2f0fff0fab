package org.postern.dnslists;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.postern.api.MailLog.Stream;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.spi.AclCondition;
import org.postern.spi.AclCondition.Outcome;
import org.postern.spi.Contribution;
import org.postern.testkit.FakeDns;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestSession;

class DnsListsTest {
    private final FakeDns dns = FakeDns.of("""
            1.2.0.192.list.example A 127.0.0.2
            1.2.0.192.list.example A 127.0.0.4
            1.2.0.192.list.example TXT a bad one
            1.2.0.192.other.example A 127.0.0.2
            1.2.0.192.other.example TXT of the other
            bad.example.list.example A 127.0.0.2
            1.2.0.192.public.example A 192.0.2.7
            1.2.0.192.dead.example SERVFAIL
            """);
    private final DnsListsPlugin plugin = new DnsListsPlugin(dns);
    private final TestContext context =
            TestContext.in(Phase.RCPT).session(TestSession.from("192.0.2.1")).contributions(plugin.contributions());

    private Outcome test(String argument) throws Exception {
        return plugin.contributions().stream()
                .filter(AclCondition.class::isInstance)
                .map(AclCondition.class::cast)
                .findFirst()
                .orElseThrow()
                .compile(argument, new TestCompiler())
                .test(context);
    }

    private boolean holds(String argument) throws Exception {
        return test(argument) instanceof Outcome.Match;
    }

    private String variable(String name) throws Exception {
        return context.variable(name).map(Text::value).orElse("");
    }

    @Test
    void contributes_a_condition_and_its_variables() {
        assertThat(plugin.contributions())
                .extracting(Contribution::name)
                .containsExactly("dnslists", "dnslist_domain", "dnslist_matched", "dnslist_value", "dnslist_text");
    }

    @Test
    void finds_the_client_in_a_list() throws Exception {
        assertThat(holds("none.example : list.example")).isTrue();
        assertThat(variable("dnslist_domain")).isEqualTo("list.example");
        assertThat(variable("dnslist_matched")).isEqualTo("192.0.2.1");
        assertThat(variable("dnslist_value")).isEqualTo("127.0.0.2, 127.0.0.4");
        assertThat(variable("dnslist_text")).isEqualTo("a bad one");
        assertThat(holds("none.example")).isFalse();
    }

    @Test
    void takes_only_addresses_that_count() throws Exception {
        assertThat(holds("list.example=127.0.0.2")).isTrue();
        assertThat(holds("list.example=127.0.0.3")).isFalse();
        assertThat(holds("list.example!=127.0.0.2")).isFalse();
        assertThat(holds("list.example!=127.0.0.3")).isTrue();
        assertThat(holds("list.example==127.0.0.2")).isFalse();
        assertThat(holds("list.example==127.0.0.2,127.0.0.4")).isTrue();
        assertThat(holds("list.example!==127.0.0.2")).isTrue();
        assertThat(holds("list.example&0.0.0.4")).isTrue();
        assertThat(holds("list.example&0.0.0.6")).isFalse();
        assertThat(holds("list.example!&0.0.0.8")).isTrue();
        assertThat(holds("list.example=&0.0.0.4")).isFalse();
    }

    @Test
    void looks_up_other_keys_than_the_client() throws Exception {
        assertThat(holds("list.example/<;good.example;bad.example")).isTrue();
        assertThat(variable("dnslist_matched")).isEqualTo("bad.example");
        assertThat(holds("list.example/<|192.0.2.9|192.0.2.1")).isTrue();
        assertThat(holds("list.example/")).isFalse();
    }

    @Test
    void takes_the_text_from_another_list() throws Exception {
        assertThat(holds("other.example,list.example=127.0.0.4")).isTrue();
        assertThat(variable("dnslist_domain")).isEqualTo("other.example");
        assertThat(variable("dnslist_text")).isEqualTo("of the other");
        assertThat(holds("none.example,list.example")).isFalse();
    }

    @Test
    void discards_addresses_that_no_list_gives() throws Exception {
        assertThat(holds("public.example")).isFalse();
        assertThat(context.log().lines(Stream.MAIN))
                .anyMatch(line -> line.contains("DNS list lookup for 192.0.2.1 at public.example returned 192.0.2.7;"
                        + " not in 127.0/8 and discarded"));
    }

    @Test
    void a_list_that_gives_no_answer_means_what_the_configuration_says() throws Exception {
        assertThat(holds("dead.example")).isFalse();
        assertThat(holds("+include_unknown : dead.example")).isTrue();
        assertThat(test("+defer_unknown : dead.example")).isInstanceOf(Outcome.Defer.class);
        assertThat(holds("+defer_unknown : +exclude_unknown : dead.example")).isFalse();
    }

    @Test
    void without_a_client_only_keys_can_be_looked_up() throws Exception {
        TestContext local = TestContext.in(Phase.NOT_SMTP);
        AclCondition condition = (AclCondition) plugin.contributions().getFirst();
        assertThat(condition.compile("list.example", new TestCompiler()).test(local))
                .isInstanceOf(Outcome.Defer.class);
        assertThat(condition
                        .compile("list.example/bad.example", new TestCompiler())
                        .test(local))
                .isEqualTo(new Outcome.Match());
    }
}
