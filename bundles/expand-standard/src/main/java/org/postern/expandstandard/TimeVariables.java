package org.postern.expandstandard;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.postern.api.Text;
import org.postern.spi.Variable;

/// The variables `$tod_...`: the current time in the forms in which mail needs it.
final class TimeVariables {
    private TimeVariables() {}

    static List<Variable> all(ZoneId zone) {
        return List.of(
                formatted("tod_log", "yyyy-MM-dd HH:mm:ss", zone),
                formatted("tod_full", "EEE, dd MMM yyyy HH:mm:ss xx", zone),
                formatted("tod_bsdinbox", "EEE MMM dd HH:mm:ss yyyy", zone),
                formatted("tod_logfile", "yyyyMMdd", zone),
                formatted("tod_zone", "xx", zone),
                formatted("tod_zulu", "yyyyMMddHHmmss'Z'", ZoneOffset.UTC),
                time("tod_epoch", now -> Long.toString(now.getEpochSecond())),
                time("tod_epoch_l", now -> Long.toString(now.getEpochSecond() * 1_000_000 + now.getNano() / 1000)));
    }

    private static Variable formatted(String name, String pattern, ZoneId zone) {
        DateTimeFormatter format =
                DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(zone);
        return time(name, format::format);
    }

    private static Variable time(String name, Function<Instant, String> form) {
        return Variable.of(name, context -> Optional.of(Text.trusted(form.apply(context.now()))));
    }
}
