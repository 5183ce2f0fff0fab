package org.postern.log;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/// The time as a log line begins with it. Formatted once a second. Confined to the writer's thread.
final class TimeStamp {
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final DateTimeFormatter OFFSET = DateTimeFormatter.ofPattern(" xx ");
    private final ZoneId zone;
    private final boolean showsZone;
    private final boolean showsMillis;
    private long second = Long.MIN_VALUE;
    private String text = "";
    private String end = " ";

    /// @param showsZone whether the offset of the zone is shown
    /// @param showsMillis whether thousandths of a second are
    TimeStamp(ZoneId zone, boolean showsZone, boolean showsMillis) {
        this.zone = zone;
        this.showsZone = showsZone;
        this.showsMillis = showsMillis;
    }

    /// The text for a time in milliseconds.
    String at(long millis) {
        long wanted = Math.floorDiv(millis, 1000L);
        if (wanted != second) {
            second = wanted;
            var time = Instant.ofEpochSecond(wanted).atZone(zone);
            end = showsZone ? OFFSET.format(time) : " ";
            text = SECOND.format(time) + (showsMillis ? "." : end);
        }
        return showsMillis ? text + threeDigits(Math.floorMod(millis, 1000L)) + end : text;
    }

    private static String threeDigits(long number) {
        return Long.toString(1000 + number).substring(1);
    }
}
