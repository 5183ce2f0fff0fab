package org.postern.transports;

import java.util.List;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.spi.Transport;
import org.postern.spi.TransportDriver;

/// The driver `pipe`: gives messages to programs.
final class PipeDriver implements TransportDriver {
    @Override
    public String name() {
        return "pipe";
    }

    @Override
    public List<Option<?>> options() {
        return PipeOptions.ALL;
    }

    @Override
    public Transport create(Settings settings) throws ConfigException {
        if (settings.get(PipeOptions.USE_SHELL)
                && (settings.get(PipeOptions.ALLOW_COMMANDS).isPresent()
                        || settings.get(PipeOptions.RESTRICT_TO_PATH))) {
            throw settings.invalid(PipeOptions.USE_SHELL, "cannot be together with allow_commands or restrict_to_path");
        }
        if (settings.get(PipeOptions.RETURN_OUTPUT) && settings.get(PipeOptions.RETURN_FAIL_OUTPUT)) {
            throw settings.invalid(PipeOptions.RETURN_FAIL_OUTPUT, "cannot be together with return_output");
        }
        if (settings.get(PipeOptions.LOG_OUTPUT) && settings.get(PipeOptions.LOG_FAIL_OUTPUT)) {
            throw settings.invalid(PipeOptions.LOG_FAIL_OUTPUT, "cannot be together with log_output");
        }
        for (String code : settings.get(PipeOptions.TEMP_ERRORS)) {
            if (!code.equals("*") && !code.matches("\\d{1,9}")) {
                throw settings.invalid(PipeOptions.TEMP_ERRORS, "must be a list of numbers or an asterisk");
            }
        }
        return new PipeTransport(settings);
    }
}
