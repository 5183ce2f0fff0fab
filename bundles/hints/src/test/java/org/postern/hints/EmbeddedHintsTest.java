package org.postern.hints;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedHintsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path home;

    private EmbeddedHints hints(Instant now) {
        return new EmbeddedHints(Optional.of(home.resolve("hints")), InstantSource.fixed(now));
    }

    private static void remember(EmbeddedHints hints, String key, String text, Duration keep) throws Exception {
        hints.change("test", key, NOW, keep, _ -> Optional.of(text));
    }

    @Test
    void the_next_start_knows_what_this_one_knew() throws Exception {
        EmbeddedHints first = hints(NOW);
        remember(first, "key\twith a \\ and \u00e9\u20ac", "two\nlines\0", DAY);
        remember(first, "empty", "", DAY);
        first.close();

        EmbeddedHints second = hints(NOW);
        assertThat(second.find("test", "key\twith a \\ and \u00e9\u20ac", NOW)).contains("two\nlines\0");
        assertThat(second.find("test", "empty", NOW)).contains("");
        assertThat(second.find("test", "empty", NOW.plus(DAY))).isEmpty();
        assertThat(second.find("other", "empty", NOW)).isEmpty();
    }

    @Test
    void what_is_over_is_not_kept() throws Exception {
        EmbeddedHints first = hints(NOW.plusSeconds(60));
        remember(first, "short", "text", Duration.ofSeconds(60));
        remember(first, "long", "text", DAY);
        first.close();
        assertThat(Files.readAllLines(home.resolve("hints/hints")))
                .containsExactly(NOW.plus(DAY).toEpochMilli() + "\ttest\tlong\ttext");
    }

    @Test
    void lines_that_are_no_hints_are_passed_over() throws Exception {
        Files.createDirectories(home.resolve("hints"));
        Files.writeString(home.resolve("hints/hints"), """
                junk
                x\ttest\tkey\ttext
                9999999999999999999\ta\tb\tc
                4102444800000\ttest\tkey\tbad\\00zz
                4102444800000\ttest\tgood\ttext
                """);
        EmbeddedHints hints = hints(NOW);
        assertThat(hints.find("test", "key", NOW)).isEmpty();
        assertThat(hints.find("test", "good", NOW)).contains("text");
    }

    @Test
    void a_home_that_cannot_be_written_stops_nothing() throws Exception {
        Files.writeString(home.resolve("hints"), "in the way");
        EmbeddedHints hints = hints(NOW);
        remember(hints, "key", "text", DAY);
        hints.close();
        assertThat(hints.find("test", "key", NOW)).contains("text");
    }

    @Test
    void without_a_home_there_is_no_file() throws Exception {
        EmbeddedHints hints = new EmbeddedHints(Optional.empty(), InstantSource.fixed(NOW));
        remember(hints, "key", "text", DAY);
        hints.close();
        assertThat(hints.find("test", "key", NOW)).contains("text");
        assertThat(home).isEmptyDirectory();
    }
}
