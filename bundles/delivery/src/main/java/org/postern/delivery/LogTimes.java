package org.postern.delivery;

import java.time.Duration;
import java.util.Locale;

/// Times as log lines have them: `1h2m3s`, or `0.123s` where the selector `millisec` asks for it.
///
/// @param millis whether thousandths are shown
record LogTimes(boolean millis) {
    String of(Duration time) {
        Duration shown = time.isNegative() ? Duration.ZERO : time;
        if (millis && shown.toMinutes() == 0) {
            return String.format(Locale.ROOT, "%.3fs", shown.toMillis() / 1000.0);
        }
        if (shown.toSeconds() == 0) {
            return "0s";
        }
        StringBuilder text = new StringBuilder();
        append(text, shown.toDays() / 7, 'w');
        append(text, shown.toDays() % 7, 'd');
        append(text, shown.toHoursPart(), 'h');
        append(text, shown.toMinutesPart(), 'm');
        append(text, shown.toSecondsPart(), 's');
        return text.toString();
    }

    private static void append(StringBuilder text, long count, char unit) {
        if (count > 0) {
            text.append(count).append(unit);
        }
    }
}
