package org.postern.transports;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.spi.Transport;
import org.postern.spi.TransportDriver;

/// The driver `pipe`: gives messages to programs.
final class PipeDriver implements TransportDriver {
    static final Option<Optional<Expression>> COMMAND = Option.optional("command", OptionTypes.EXPRESSION);
    static final Option<Duration> TIMEOUT = Option.of("timeout", OptionTypes.TIME, "1h");
    static final Option<String> PATH = Option.of("path", OptionTypes.TEXT, "/bin:/usr/bin");
    static final Option<Boolean> IGNORE_STATUS = no("ignore_status");
    static final Option<Boolean> RETURN_OUTPUT = no("return_output");
    static final Option<Boolean> RETURN_FAIL_OUTPUT = no("return_fail_output");
    static final Option<List<String>> TEMP_ERRORS = Option.of("temp_errors", OptionTypes.TEXT_LIST, "75:73");

    private static Option<Boolean> no(String name) {
        return Option.of(name, OptionTypes.BOOLEAN, "false");
    }

    @Override
    public String name() {
        return "pipe";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(COMMAND, TIMEOUT, PATH, IGNORE_STATUS, RETURN_OUTPUT, RETURN_FAIL_OUTPUT, TEMP_ERRORS);
    }

    @Override
    public Transport create(Settings settings) {
        return new PipeTransport(settings);
    }
}
