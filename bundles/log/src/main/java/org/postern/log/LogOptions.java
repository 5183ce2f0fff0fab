package org.postern.log;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;
import org.postern.spi.OptionSet;

/// The options of the main section about logs.
final class LogOptions {
    private static final OptionType<Expression> PATH =
            OptionType.of("a list of an absolute path with %s in it, or nothing", LogOptions::path);
    private static final Option<Expression> LOG_FILE_PATH = Option.of("log_file_path", PATH, "");
    private static final Option<Boolean> LOG_TIMEZONE = Option.of("log_timezone", OptionTypes.BOOLEAN, "false");
    private static final Option<Boolean> WRITE_REJECTLOG = Option.of("write_rejectlog", OptionTypes.BOOLEAN, "true");
    private static final String SYSLOG = "syslog";

    private LogOptions() {}

    static OptionSet all() {
        return OptionSet.main(LOG_FILE_PATH, LOG_TIMEZONE, WRITE_REJECTLOG);
    }

    private static Expression path(String text, Compiler compiler) throws ConfigException {
        Expression path = compiler.expression(text);
        if (path.isConstant()) {
            for (String item : Lists.split(text)) {
                if (item.equals(SYSLOG)) {
                    compiler.warn("syslog is not supported yet, lines go to files");
                } else if (!item.isEmpty() && !LogPlan.isTemplate(item)) {
                    throw new ConfigException(
                            item + " is not an absolute path in which %s stands once at most, and" + " so %D or %M");
                }
            }
        }
        return path;
    }

    /// What a configuration wants; empty items of the list, and lists without a path, mean `directory`.
    static LogPlan plan(Context context, Path directory) throws ExpansionException {
        List<String> items =
                Lists.split(context.setting(LOG_FILE_PATH).expand(context).value());
        Optional<String> path = items.stream().filter(LogPlan::isTemplate).findFirst();
        if (path.isEmpty() && items.stream().anyMatch(item -> !item.isEmpty() && !item.equals(SYSLOG))) {
            throw ExpansionException.error("log_file_path: none of " + items + " is a path of logs");
        }
        return new LogPlan(
                path.orElse(LogPlan.in(directory).template()),
                context.setting(LOG_TIMEZONE),
                context.logs("millisec"),
                context.setting(WRITE_REJECTLOG));
    }
}
