package org.postern.wellknown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog.Stream;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.mail.Controls;
import org.postern.api.smtp.Reply;
import org.postern.spi.AclCondition.Outcome;
import org.postern.testkit.TestCompiler;
import org.postern.testkit.TestContext;
import org.postern.testkit.TestExchange;
import org.postern.testkit.TestSession;

class WellknownPluginTest {
    private static final Reply REFUSED = Reply.of(550, "7.1", "Administrative prohibition");

    @TempDir
    private Path directory;

    private final TestContext context = TestContext.create().session(TestSession.from("192.0.2.10"));
    private final List<String> asked = new ArrayList<>();

    /// A dialogue with an ACL that shows the file, or refuses without one.
    private final class Asking extends TestExchange {
        private final String control;

        Asking(String control) {
            super(context);
            this.control = control;
        }

        @Override
        public Optional<Reply> check(Phase phase, String argument) {
            asked.add(phase.option() + " " + argument);
            try {
                boolean holds = control.isEmpty() || attempt(control) instanceof Outcome.Match;
                return holds ? Optional.empty() : Optional.of(REFUSED);
            } catch (ExpansionException | ConfigException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Outcome attempt(String file) throws ExpansionException, ConfigException {
        return new WellknownControl().compile(file, new TestCompiler()).attempt(context);
    }

    private Optional<Reply> ask(String control) {
        return new WellknownCommand().handle(new Asking(control), "security.txt");
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("security.txt"), text).toString();
    }

    @Test
    void nobody_is_offered_it_unless_an_option_says_so() throws Exception {
        WellknownExtension extension = new WellknownExtension();

        assertThat(extension.advertise(context)).isEmpty();
        context.option(WellknownPlugin.ADVERTISE, "192.0.2.10");
        assertThat(extension.advertise(context)).contains("");
        assertThat(extension.advertise(TestContext.create())).isEmpty();
    }

    @Test
    void the_file_that_the_acl_names_is_the_reply() throws Exception {
        assertThat(ask(file("Contact: a@b.example\n")))
                .contains(new Reply(250, "", List.of("SIZE=21", "Contact:+20a@b.example+0A")));
        assertThat(asked).containsExactly("acl_smtp_wellknown security.txt");
    }

    @Test
    void what_the_acl_refuses_is_not_shown_nor_is_an_earlier_answer() throws Exception {
        ask(file("secret\n"));

        assertThat(ask(directory.resolve("none").toString())).contains(REFUSED);
        assertThat(context.get(WellknownControl.ANSWER)).contains(List.of());
    }

    @Test
    void an_acl_that_accepts_without_a_file_is_a_fault_of_ours() {
        assertThat(ask("")).hasValueSatisfying(reply -> assertThat(reply.code()).isEqualTo(451));
        assertThat(context.log().lines(Stream.PANIC))
                .containsExactly("acl_smtp_wellknown accepts without control = wellknown/FILE");
    }

    @Test
    void a_file_that_cannot_be_shown_fails_the_control_and_says_why() throws Exception {
        assertThat(attempt(directory.toString()))
                .isInstanceOfSatisfying(
                        Outcome.NoMatch.class,
                        no -> assertThat(no.logMessage())
                                .startsWith("wellknown: failed to open file \"" + directory + "\": ")
                                .endsWith("not a regular file"));
        context.variable("nothing", "");
        assertThat(attempt("$nothing")).isEqualTo(Outcome.of(false));
    }

    @Test
    void replies_of_one_line_cannot_carry_a_file() throws Exception {
        context.put(Controls.NO_MULTILINE_RESPONSES, true);

        assertThat(attempt(file("x"))).isEqualTo(Outcome.of(false));
    }

    @Test
    void a_client_does_not_choose_the_file() throws Exception {
        context.variable("smtp_command_argument", Text.tainted(file("x")));

        assertThatThrownBy(() -> attempt("$smtp_command_argument"))
                .isInstanceOf(ExpansionException.class)
                .hasMessageContaining("Tainted name");
        assertThat(context.get(WellknownControl.ANSWER)).isEmpty();
    }

    @Test
    void the_control_needs_a_file() {
        assertThatThrownBy(() -> new WellknownControl().compile("", new TestCompiler()))
                .isInstanceOf(ConfigException.class);
    }
}
