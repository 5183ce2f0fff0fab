package org.postern.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// Random and oversized fields, from fixed seeds: read or refused, in bounded time.
@NullMarked
class HostileInputTest {
    private static final List<String> PIECES = List.of(
            "mx.example",
            ";",
            " ",
            "\r\n\t",
            "spf",
            "=",
            "pass",
            "smtp",
            ".",
            "mailfrom",
            "a@b.example",
            "\"",
            "\\",
            "(",
            ")",
            "/",
            "1",
            "none",
            "reason",
            "\u0000",
            "\u00ff",
            "@",
            "-",
            "\n",
            ";;",
            " ;spf=pass",
            "dkim=fail");

    @Test
    void reads_or_refuses_every_field() {
        Random random = new Random(8601);
        int read = 0;
        for (int i = 0; i < 100_000; i++) {
            StringBuilder value = new StringBuilder("mx.example");
            for (int pieces = random.nextInt(14); pieces >= 0; pieces--) {
                value.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            try {
                read += AuthenticationResults.parse(value.toString()).results().size() > 0 ? 1 : 0;
            } catch (ResultsException e) {
                assertThat(e).hasMessageContaining("at position");
            }
            assertThat(AuthenticationResults.claimedServId(value.toString())).isPresent();
        }
        assertThat(read).isGreaterThan(100);
    }

    @Test
    void reads_or_refuses_every_change_of_a_good_field() {
        String good = "mx.example 1 (c); spf=pass reason=\"fine\" smtp.mailfrom=a@b.example; dkim=none (x (y) z)";
        Random random = new Random(5451);
        for (int i = 0; i < 100_000; i++) {
            StringBuilder value = new StringBuilder(good);
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                value.setCharAt(random.nextInt(value.length()), (char) random.nextInt(256));
            }
            try {
                AuthenticationResults.parse(value.toString());
            } catch (ResultsException e) {
                assertThat(e).hasMessageContaining("at position");
            }
        }
    }

    @Test
    void takes_fields_of_any_size_in_bounded_time() {
        for (String piece :
                List.of("(", ")", "()", "\"", "\\", "; spf=pass", " smtp.a=b", "@", "\r\n ", "a", "(\\(", "\"\"")) {
            for (String start :
                    List.of("", "mx.example; spf=pass ", "mx.example; spf=pass (", "mx.example; spf=pass smtp.a=\"")) {
                String value = start + piece.repeat(2_000_000 / piece.length());
                long begin = System.nanoTime();
                try {
                    assertThat(AuthenticationResults.parse(value).results()).hasSizeLessThanOrEqualTo(500);
                } catch (ResultsException e) {
                    assertThat(e).hasMessageContaining("at position");
                }
                AuthenticationResults.claimedServId(value);
                assertThat(Duration.ofNanos(System.nanoTime() - begin))
                        .as(piece)
                        .isLessThan(Duration.ofSeconds(3));
            }
        }
    }
}
