package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The page of differences to Exim says what the distribution does. `-Dpostern.update=true` writes it anew.
class DifferencesIT {
    private static final Path PAGE = Path.of("../docs/exim-differences.md");
    private static final String BEGINNING = """
            # Differences to Exim

            Every word of Exim 4.99, and what becomes of it with the plugins of the distribution. Made by `postern words`; a test fails when
            this page is stale, and writes it anew with `-Dpostern.update=true`.

            "With a feature" names what to install. A word that is accepted with a warning is known, its value is checked, and it has no effect
            yet; an error says that the word is Exim's and not supported.

            """;

    @Test
    void the_page_says_what_becomes_of_each_word() throws Exception {
        Command.Result words = Command.run(List.of("env", "POSTERN_AOT=off", Server.postern(), "words"));
        assertThat(words.status()).as(words.output()).isZero();
        String page = BEGINNING + words.output().stripTrailing() + "\n";
        if (Boolean.getBoolean("postern.update")) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }
}
