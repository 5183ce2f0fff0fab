package org.postern.log;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/// The time as a log line begins with it. Formatted once a second. Confined to the writer's thread.
final class TimeStamp {
    private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss ");
    private static final DateTimeFormatter WITH_ZONE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xx ");
    private final ZoneId zone;
    private final DateTimeFormatter form;
    private long second = Long.MIN_VALUE;
    private String text = "";

    TimeStamp(ZoneId zone, boolean showsZone) {
        this.zone = zone;
        this.form = showsZone ? WITH_ZONE : FORM;
    }

    /// The text for a time in milliseconds.
    String at(long millis) {
        long wanted = Math.floorDiv(millis, 1000L);
        if (wanted != second) {
            second = wanted;
            text = form.format(Instant.ofEpochSecond(wanted).atZone(zone));
        }
        return text;
    }
}
