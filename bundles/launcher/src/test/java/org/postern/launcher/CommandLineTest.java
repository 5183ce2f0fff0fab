package org.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class CommandLineTest {
    @TempDir
    private Path directory;

    @Test
    void options_may_stand_anywhere() throws UsageException {
        CommandLine line = parse("--home", "/h", "feature", "-C", "/c", "install", "-D", "A=b c", "spf", "-DB=");
        assertThat(line.command()).isEqualTo("feature");
        assertThat(line.words()).containsExactly("install", "spf");
        assertThat(line.home().directory()).isEqualTo(Path.of("/h"));
        assertThat(line.configuration()).isEqualTo(Path.of("/c"));
        assertThat(line.macros()).isEqualTo(Map.of("A", "b c", "B", ""));
    }

    @Test
    void words_of_a_shell_command_belong_to_the_shell_but_for_the_home() throws UsageException {
        CommandLine line = parse("shell", "lb", "-C", "x", "--home=/h");
        assertThat(line.words()).containsExactly("lb", "-C", "x");
        assertThat(line.home().directory()).isEqualTo(Path.of("/h"));
    }

    @Test
    void what_follows_two_dashes_is_no_option() throws UsageException {
        assertThat(parse("queue", "list", "--", "--home").words()).containsExactly("list", "--home");
    }

    @Test
    void an_option_without_its_value_is_refused() {
        assertThatThrownBy(() -> parse("run", "-C"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("-C");
    }

    @Test
    void a_macro_begins_with_a_capital() {
        assertThatThrownBy(() -> parse("run", "-Dlower=x")).isInstanceOf(UsageException.class);
    }

    @Test
    void no_command_is_refused() {
        assertThatThrownBy(() -> parse("--home", "/h")).isInstanceOf(UsageException.class);
    }

    @Test
    void the_configuration_of_the_home_comes_before_the_default() throws UsageException, IOException {
        assertThat(parse("run").configuration()).isEqualTo(directory.resolve("dist/conf/default.conf"));
        Path own = directory.resolve("home/conf/postern.conf");
        Files.createDirectories(own.getParent());
        Files.createFile(own);
        assertThat(parse("run").configuration()).isEqualTo(own);
    }

    private CommandLine parse(String... words) throws UsageException {
        return CommandLine.parse(words, new Defaults(directory.resolve("dist"), directory.resolve("home")));
    }
}
