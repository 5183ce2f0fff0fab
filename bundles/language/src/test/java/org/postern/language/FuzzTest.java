package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.core.BadConfiguration;
import org.postern.core.MailContext;
import org.postern.core.Policy;
import org.postern.spi.LookupType;

/// Random input gives an answer or an error of the kind that is promised, and nothing else.
final class FuzzTest {
    private static final List<String> PIECES = List.of(
            "$",
            "${",
            "}",
            "{",
            "{{",
            "}}",
            "if ",
            "eq",
            "match",
            "and",
            "or",
            "!",
            "bool",
            "def:",
            "fail",
            "lookup",
            "lsearch",
            "partial3-",
            "*@",
            ",ret=key",
            "acl",
            "a",
            "b_1",
            ":",
            ";",
            "\\",
            "\\N",
            "\\x",
            "uc:",
            "length_3:",
            "sg",
            "map",
            "$1",
            "forany",
            "^(",
            "[a",
            ")+",
            "*",
            "+",
            "h_to:",
            "$rh_x:",
            "acl_m0",
            "acl_arg1",
            "expand:",
            "listnamed:",
            "quote_",
            "match_ip",
            "match_domain",
            "10.0.0.0/8",
            "::1",
            "/",
            " ",
            "\t",
            "\"",
            "é",
            "\u0000",
            "0",
            "9999999999999999999",
            "value",
            "item",
            "@",
            "@[]",
            "<",
            "<;",
            "!a",
            "local_parts",
            "=",
            "condition",
            "message",
            "accept",
            "deny",
            "warn",
            "discard",
            "set",
            "verify",
            "control",
            "endpass",
            "begin ",
            "acl\n",
            "routers\n",
            "transports\n",
            "retry\n",
            "rewrite\n",
            "\n",
            "\n  ",
            ".ifdef ",
            ".endif\n",
            ".else\n",
            ".include ",
            "MAC",
            " = ",
            "== ",
            "\\\n",
            "#",
            "domainlist ",
            "hostlist ",
            "addresslist ",
            "driver = ",
            "hide ",
            "no_",
            "acl_smtp_rcpt",
            "regex_match_limit",
            "F,1h,1m",
            "* * G,1h,1m,2");

    private final World world = World.standard()
            .with(new FakePlugin("files")
                    .with(Words.lookup("lsearch", LookupType.Style.SINGLE_KEY, Map.of("/a", Map.of("a", "b")))));

    private static String random(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most); i >= 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    @Test
    void strings_and_lists_of_any_form_give_a_value_or_an_expansion_exception() throws Exception {
        Random random = new Random(7);
        int values = 0;
        try (Policy policy =
                world.compile("check_expansions = no\nregex_match_limit = 10K\nbegin acl\na:\n accept\n")) {
            MailContext context = world.context(policy);
            for (int i = 0; i < 30_000; i++) {
                String string = (random.nextBoolean() ? "${if " : "") + random(random, 20);
                try {
                    policy.expand(string, context);
                    values++;
                } catch (ExpansionException e) {
                    assertThat(e.getMessage()).as(string).isNotNull();
                }
                listsOf(policy, string, context);
            }
        }
        assertThat(values).isGreaterThan(100);
    }

    private static void listsOf(Policy policy, String string, MailContext context) {
        try {
            policy.compiler().domainList(string).match("a.b", context);
            policy.compiler().addressList(string).match(org.postern.api.mail.Address.NULL, context);
            policy.compiler().hostList(string).match(java.net.InetAddress.getLoopbackAddress(), context);
        } catch (ExpansionException | org.postern.api.config.ConfigException e) {
            assertThat(e.getMessage()).as(string).isNotNull();
        }
    }

    @Test
    void configurations_of_any_form_compile_or_are_bad() {
        Random random = new Random(8);
        int good = 0;
        for (int i = 0; i < 10_000; i++) {
            String text =
                    (random.nextBoolean() ? "check_expansions = no\nacl_smtp_rcpt = a\nbegin acl\na:\n accept " : "")
                            + random(random, 30);
            try (Policy policy = world.compile(text)) {
                assertThat(policy.acl(Phase.RCPT, world.context(policy)))
                        .as(text)
                        .isNotNull();
                good++;
            } catch (BadConfiguration e) {
                assertThat(e.getMessage()).as(text).doesNotContain("cannot be compiled");
            }
        }
        assertThat(good).isGreaterThan(20);
    }
}
