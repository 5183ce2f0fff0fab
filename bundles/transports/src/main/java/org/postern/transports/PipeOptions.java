package org.postern.transports;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;

/// The options of `pipe`, under Exim's names and with Exim's defaults.
final class PipeOptions {
    static final Option<Optional<CommandLine>> COMMAND = Option.optional("command", CommandLine.TYPE);
    static final Option<Boolean> FORCE_COMMAND = no("force_command");
    static final Option<Optional<Expression>> ALLOW_COMMANDS =
            Option.optional("allow_commands", OptionTypes.EXPRESSION);
    static final Option<Boolean> RESTRICT_TO_PATH = no("restrict_to_path");
    static final Option<Expression> PATH = Option.of("path", OptionTypes.EXPRESSION, "/bin:/usr/bin");
    static final Option<Boolean> USE_SHELL = no("use_shell");
    static final Option<Optional<Expression>> ENVIRONMENT = Option.optional("environment", OptionTypes.EXPRESSION);
    static final Option<Integer> UMASK = Option.of("umask", OptionTypes.OCTAL, "022");
    static final Option<Duration> TIMEOUT = Option.of("timeout", OptionTypes.TIME, "1h");
    static final Option<Boolean> TIMEOUT_DEFER = no("timeout_defer");
    static final Option<Boolean> IGNORE_STATUS = no("ignore_status");
    static final Option<List<String>> TEMP_ERRORS = Option.of("temp_errors", OptionTypes.TEXT_LIST, "75:73");
    static final Option<Long> MAX_OUTPUT = Option.of("max_output", OptionTypes.NUMBER, "20K");
    static final Option<Boolean> RETURN_OUTPUT = no("return_output");
    static final Option<Boolean> RETURN_FAIL_OUTPUT = no("return_fail_output");
    static final Option<Boolean> LOG_OUTPUT = no("log_output");
    static final Option<Boolean> LOG_FAIL_OUTPUT = no("log_fail_output");
    static final Option<Boolean> LOG_DEFER_OUTPUT = no("log_defer_output");
    static final Option<Expression> MESSAGE_PREFIX = AppendfileOptions.MESSAGE_PREFIX;
    static final Option<Expression> MESSAGE_SUFFIX = AppendfileOptions.MESSAGE_SUFFIX;
    static final Option<Optional<String>> CHECK_STRING = AppendfileOptions.CHECK_STRING;
    static final Option<Optional<String>> ESCAPE_STRING = AppendfileOptions.ESCAPE_STRING;
    static final Option<Boolean> USE_CRLF = AppendfileOptions.USE_CRLF;
    static final Option<Boolean> USE_BSMTP = no("use_bsmtp");
    static final Option<Long> BATCH_MAX = AppendfileOptions.BATCH_MAX;

    static final List<Option<?>> ALL = List.of(
            COMMAND,
            FORCE_COMMAND,
            ALLOW_COMMANDS,
            RESTRICT_TO_PATH,
            PATH,
            USE_SHELL,
            ENVIRONMENT,
            UMASK,
            TIMEOUT,
            TIMEOUT_DEFER,
            IGNORE_STATUS,
            TEMP_ERRORS,
            MAX_OUTPUT,
            RETURN_OUTPUT,
            RETURN_FAIL_OUTPUT,
            LOG_OUTPUT,
            LOG_FAIL_OUTPUT,
            LOG_DEFER_OUTPUT,
            MESSAGE_PREFIX,
            MESSAGE_SUFFIX,
            CHECK_STRING,
            ESCAPE_STRING,
            USE_CRLF,
            USE_BSMTP,
            BATCH_MAX);

    private PipeOptions() {}

    private static Option<Boolean> no(String name) {
        return Option.of(name, OptionTypes.BOOLEAN, "false");
    }
}
