package org.postern.language;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// Rows of a test: `INPUT => EXPECTED` in each line; `<LF>` stands for a newline.
final class Table {
    private Table() {}

    static Stream<Arguments> rows(String text) {
        return text.lines().filter(line -> !line.isBlank()).map(line -> {
            int arrow = line.indexOf(" =>");
            return Arguments.of(
                    plain(line.substring(0, arrow)),
                    plain(line.substring(arrow + 3).stripLeading()));
        });
    }

    private static String plain(String text) {
        return text.replace("<LF>", "\n");
    }
}
