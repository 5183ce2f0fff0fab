package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.core.Policy;

class QuotingLookupTest {
    private final QuotingLookup tree = new QuotingLookup();
    private final World world = World.standard().with(new FakePlugin("trees").with(tree));
    private Policy policy;

    @BeforeEach
    void compile() throws Exception {
        policy = world.compile("");
    }

    @AfterEach
    void close() {
        policy.close();
    }

    private Text expand(String string) throws ExpansionException {
        return policy.expand(string, world.context(policy));
    }

    @Test
    void a_type_quotes_in_its_ways() throws Exception {
        assertThat(expand("${quote_tree:a b}").value()).isEqualTo("<a b>");
        assertThat(expand("${quote_tree_dn:a b}").value()).isEqualTo("[a b]");
        assertThat(expand("${quote_tree_dn:}").value()).isEqualTo("[]");
    }

    @Test
    void a_way_that_it_has_not_is_an_error() {
        for (String string : new String[] {"${quote_tree_rdn:a}", "${quote_tree_:a}", "${quote_tre_dn:a}"}) {
            assertThatThrownBy(() -> expand(string)).as(string).isInstanceOf(ExpansionException.class);
        }
    }

    @Test
    void what_is_quoted_stays_from_outside() throws Exception {
        assertThat(expand("${quote_tree_dn:$tainted}")).isEqualTo(Text.tainted("[from outside]"));
        assertThat(expand("${quote_tree_dn:ours}")).isEqualTo(Text.trusted("[ours]"));
    }

    @Test
    void each_way_makes_a_string_from_outside_fit_for_queries() throws Exception {
        assertThat(expand("${lookup tree {x=${quote_tree:$tainted}}}").value()).isEqualTo("x=<from outside>");
        assertThat(expand("${lookup tree {x=${quote_tree_dn:$tainted}}}").value())
                .isEqualTo("x=[from outside]");
        tree.asked.clear();
        assertThatThrownBy(() -> expand("${lookup tree {x=$tainted}}"))
                .hasMessageContaining("tainted search query is not properly quoted for tree");
        assertThat(tree.asked).isEmpty();
    }

    @Test
    void what_a_query_defers_with_shows_no_password() {
        assertThatThrownBy(() -> expand("${lookup tree {pass=secret x=down}}"))
                .isInstanceOfSatisfying(
                        ExpansionException.class, e -> assertThat(e.kind()).isEqualTo(ExpansionException.Kind.DEFER))
                .hasMessageContaining("pass=... x=down")
                .hasMessageContaining("the server is down")
                .hasMessageNotContaining("secret");
        assertThat(tree.asked).containsExactly("pass=secret x=down");
    }
}
