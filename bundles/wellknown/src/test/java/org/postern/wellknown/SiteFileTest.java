package org.postern.wellknown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteFileTest {
    @TempDir
    private Path directory;

    private List<String> answer(String text) throws IOException {
        Path file = directory.resolve("file");
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
        return new SiteFile(file).answer();
    }

    @Test
    void lines_are_those_of_the_file_in_xtext_after_its_size() throws IOException {
        assertThat(answer("first line\na+b=c\u00ff\r\nend"))
                .containsExactly("SIZE=22", "first+20line+0A", "a+2Bb+3Dc+FF+0D+0A", "end");
    }

    @Test
    void a_long_line_is_broken_where_it_is_full() throws IOException {
        assertThat(answer("x".repeat(80) + "\n")).containsExactly("SIZE=81", "x".repeat(75), "xxxxx+0A");
        assertThat(answer(" ".repeat(26))).containsExactly("SIZE=26", "+20".repeat(25), "+20");
    }

    @Test
    void an_empty_file_has_its_size_alone() throws IOException {
        assertThat(answer("")).containsExactly("SIZE=0");
    }

    @Test
    void what_is_too_large_is_not_shown() throws IOException {
        assertThat(answer("y".repeat(SiteFile.MAX_SIZE))).first().isEqualTo("SIZE=65536");
        assertThatThrownBy(() -> answer("y".repeat(SiteFile.MAX_SIZE + 1)))
                .isInstanceOf(SiteFile.UnfitException.class)
                .hasMessageContaining("larger than 65536 bytes");
    }

    @Test
    void only_regular_files_are_shown() {
        assertThatThrownBy(() -> new SiteFile(directory).answer())
                .isInstanceOf(SiteFile.UnfitException.class)
                .hasMessageContaining("not a regular file");
        assertThatThrownBy(() -> new SiteFile(directory.resolve("none")).answer())
                .isInstanceOf(NoSuchFileException.class);
    }
}
