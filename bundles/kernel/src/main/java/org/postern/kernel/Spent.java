package org.postern.kernel;

import java.time.Duration;

/// A time span as the log has it, such as `2d3h4m5s`.
final class Spent {
    private Spent() {}

    static String text(Duration time) {
        StringBuilder text = new StringBuilder();
        part(time.toDays() / 7, 'w', text);
        part(time.toDays() % 7, 'd', text);
        part(time.toHoursPart(), 'h', text);
        part(time.toMinutesPart(), 'm', text);
        part(time.toSecondsPart(), 's', text);
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void part(long count, char unit, StringBuilder text) {
        if (count > 0) {
            text.append(count).append(unit);
        }
    }
}
