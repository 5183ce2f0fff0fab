package org.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.postern.core.KnownWord;
import org.postern.core.KnownWord.Support;

final class CommandScriptTest {
    private final CommandScript script = CommandScript.of("""
            case $command in
            -bdf) command=run ;;
            -be | -bem) command=expand ;;
            -bp) command=queue; set -- list "$@" ;;
            esac
            case $command in
            config | expand)
              fail "$command: not in this version"
              ;;
            """);

    private KnownWord known(String option) {
        return script.known(new KnownWord("command line option", option, Support.ABSENT, ""));
    }

    @Test
    void options_that_stand_for_a_command_that_is_there_work() {
        assertThat(known("-bdf").support()).isEqualTo(Support.WORKS);
        assertThat(known("-bdf").note()).isEqualTo("postern run");
        assertThat(known("-bp").note()).isEqualTo("postern queue");
        assertThat(known("-C <filelist>").support()).isEqualTo(Support.WORKS);
        assertThat(known("-bem <filename>").support()).isEqualTo(Support.ABSENT);
        assertThat(known("-Mvh <message id>").support()).isEqualTo(Support.ABSENT);
    }

    @Test
    void other_words_stay_as_they_are() {
        KnownWord word = new KnownWord("variable", "-bdf", Support.WARNING, "");
        assertThat(script.known(word)).isSameAs(word);
    }
}
