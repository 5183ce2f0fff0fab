package org.postern.transports;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.config.Settings;
import org.postern.spi.Transport;
import org.postern.spi.TransportDriver;

/// The driver `lmtp`: hands messages to a program or a server of this machine by LMTP (RFC 2033).
final class LmtpDriver implements TransportDriver {
    static final Option<Optional<CommandLine>> COMMAND = PipeOptions.COMMAND;
    static final Option<Optional<Expression>> SOCKET = Option.optional("socket", OptionTypes.EXPRESSION);
    static final Option<Boolean> IGNORE_QUOTA = Option.of("ignore_quota", OptionTypes.BOOLEAN, "false");
    static final Option<Duration> TIMEOUT = Option.of("timeout", OptionTypes.TIME, "5m");
    static final Option<Long> BATCH_MAX = AppendfileOptions.BATCH_MAX;

    @Override
    public String name() {
        return "lmtp";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(COMMAND, SOCKET, IGNORE_QUOTA, TIMEOUT, BATCH_MAX);
    }

    @Override
    public Transport create(Settings settings) throws ConfigException {
        boolean command = settings.get(COMMAND).isPresent();
        boolean socket = settings.get(SOCKET).isPresent();
        if (command == socket) {
            throw settings.invalid(command ? SOCKET : COMMAND, "one of command and socket must be set, and only one");
        }
        return new LmtpTransport(settings);
    }
}
