package org.postern.expandstandard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.spi.Contribution;
import org.postern.spi.Variable;
import org.postern.testkit.TestContext;

class TaintTest {
    private static Text expand(String wire, String source) throws ExpansionException {
        ExpandStandardPlugin plugin = new ExpandStandardPlugin(
                new Machine("h", "1", 1, Machine.Owner.ROOT, ZoneOffset.UTC, Map.of()), new Random(1));
        List<Contribution> contributions = new ArrayList<>(plugin.contributions());
        contributions.add(Variable.of("wire", _ -> Optional.of(Text.tainted(wire))));
        return new MiniLanguage(contributions, TestContext.create()).expand(source);
    }

    @Test
    void what_is_made_of_tainted_text_is_tainted() throws ExpansionException {
        for (String source : List.of(
                "${lc:$wire}",
                "${length_2:$wire}",
                "${substr{0}{2}{$wire}}",
                "${tr{$wire}{a}{b}}",
                "${base64:$wire}",
                "${map{$wire}{$item}}",
                "${map{a:b}{$wire}}",
                "${filter{$wire}{eq{$item}{$item}}}",
                "${reduce{$wire}{}{$value$item}}",
                "${sort{$wire}{lt}{$item}}",
                "${extract{1}{:}{$wire}}",
                "${listextract{1}{$wire}}",
                "${extract{a}{a=$wire}}")) {
            assertThat(expand("abc", source).tainted()).as(source).isTrue();
            assertThat(expand("abc", source.replace("$wire", "abc")).tainted())
                    .as(source)
                    .isFalse();
        }
    }

    @Test
    void a_stranger_names_no_file() {
        for (String source : List.of("${readfile{$wire}}", "${stat:$wire}")) {
            assertThatThrownBy(() -> expand("/etc/passwd", source))
                    .as(source)
                    .isInstanceOf(ExpansionException.class)
                    .hasMessageStartingWith("Tainted");
        }
    }

    @Test
    void whether_a_file_exists_may_be_asked_for_what_a_stranger_names() throws ExpansionException {
        assertThat(expand("/nosuch/file", "${if exists{$wire}{y}{n}}").value()).isEqualTo("n");
    }

    @Test
    void a_safe_file_name_is_one_component_and_not_tainted() throws ExpansionException {
        assertThat(expand("bob", "${safe_filename:$wire}")).isEqualTo(Text.trusted("bob"));
        assertThat(expand("../../etc/passwd", "${safe_filename:$wire}"))
                .isEqualTo(Text.trusted("%2E.%2F..%2Fetc%2Fpasswd"));
        assertThat(expand("..", "${safe_filename:$wire}").value()).isEqualTo("%2E.");
        assertThat(expand("", "${safe_filename:$wire}").value()).isEqualTo("%");
        assertThat(expand("%", "${safe_filename:$wire}").value()).isEqualTo("%25");
        assertThat(expand("a+b=c_d-e.f \u00e9\0", "${safe_filename:$wire}").value())
                .isEqualTo("a+b=c_d-e.f%20%E9%00");
    }
}
