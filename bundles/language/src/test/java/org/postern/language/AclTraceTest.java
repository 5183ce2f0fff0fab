package org.postern.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.api.Phase;
import org.postern.core.AclTrace;
import org.postern.core.MailContext;
import org.postern.core.Policy;

/// Shows statement by statement what an ACL does.
@NullMarked
class AclTraceTest {
    private final List<String> lines = new ArrayList<>();

    private void run(String configuration) throws Exception {
        World world = World.standard();
        try (Policy policy = world.compile(configuration)) {
            MailContext context = world.context(policy).in(Phase.RCPT);
            context.put(AclTrace.SLOT, lines::add);
            policy.acl(Phase.RCPT, context);
        }
    }

    @Test
    void shows_places_conditions_values_and_outcomes() throws Exception {
        run("""
                acl_smtp_rcpt = a_rcpt
                begin acl
                a_rcpt:
                  warn    set acl_m_x = ${if eq{a}{a}{ABC}}
                  deny   !acl = sub $acl_m_x
                          message = no $acl_m_x
                sub:
                  deny    endpass
                """);
        assertThat(lines)
                .containsExactly(
                        "acl a_rcpt (RCPT)",
                        "test.conf:4: warn",
                        "  set acl_m_x = ${if eq{a}{a}{ABC}}",
                        "    \"${if eq{a}{a}{ABC}}\" is \"ABC\"",
                        "test.conf:5: deny",
                        "  !acl = sub $acl_m_x",
                        "    \"$acl_m_x\" is \"ABC\"",
                        "acl sub (RCPT)",
                        "test.conf:8: deny",
                        "  endpass",
                        "acl sub refuses",
                        "    yes",
                        "  message = no $acl_m_x",
                        "    \"no $acl_m_x\" is \"no ABC\"",
                        "acl a_rcpt refuses: no ABC");
    }

    @Test
    void shows_why_something_defers() throws Exception {
        run("""
                acl_smtp_rcpt = a_rcpt
                begin acl
                a_rcpt:
                  accept  acl = a_rcpt
                """);
        assertThat(lines.getLast()).isEqualTo("acl a_rcpt defers: ACL nested too deep: possible loop");
        assertThat(lines).contains("    deferred: ACL nested too deep: possible loop");
    }

    @Test
    void nothing_is_shown_that_nobody_follows() throws Exception {
        World world = World.standard();
        try (Policy policy = world.compile("acl_smtp_rcpt = accept")) {
            policy.acl(Phase.RCPT, world.context(policy));
        }
        assertThat(lines).isEmpty();
    }
}
