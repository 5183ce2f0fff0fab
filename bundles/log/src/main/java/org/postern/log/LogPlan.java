package org.postern.log;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.postern.api.MailLog;

/// Where the logs are written and how.
///
/// @param template the path of each, in which `%s` stands for `main`, `reject` and `panic`, `%D` for the date
/// and `%M` for the month; without `%s` all are one file
/// @param showsZone whether times have the offset of their zone (`log_timezone`)
/// @param showsMillis whether they have thousandths of a second (`log_selector = +millisec`)
/// @param writesRejects whether there is a reject log (`write_rejectlog`)
record LogPlan(String template, boolean showsZone, boolean showsMillis, boolean writesRejects) {
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("yyyyMM");
    private static final Pattern WRONG = Pattern.compile("%(?![sDM])|%s.*%s|%[DM].*%[DM]");

    /// The logs in a directory.
    static LogPlan in(Path directory) {
        return new LogPlan(directory + "/%slog", false, false, true);
    }

    /// Whether a path can be a template: absolute, each `%` used as above, and once.
    static boolean isTemplate(String path) {
        return path.startsWith("/") && !WRONG.matcher(path).find();
    }

    Path path(MailLog.Stream stream, LocalDate day) {
        String name = switch (stream) {
            case MAIN -> "main";
            case REJECT -> "reject";
            case PANIC -> "panic";
        };
        return Path.of(
                template.replace("%s", name).replace("%D", DAY.format(day)).replace("%M", MONTH.format(day)));
    }
}
