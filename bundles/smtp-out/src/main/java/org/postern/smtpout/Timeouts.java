package org.postern.smtpout;

import java.time.Duration;
import org.postern.api.config.Settings;

/// The time limits of a transport (RFC 5321, 4.5.3.2).
///
/// @param connect to connect
/// @param command for the reply to a command
/// @param data for a block of data to leave
/// @param last for the reply to the data
record Timeouts(Duration connect, Duration command, Duration data, Duration last) {
    static Timeouts of(Settings settings) {
        return new Timeouts(
                settings.get(SmtpOptions.CONNECT_TIMEOUT),
                settings.get(SmtpOptions.COMMAND_TIMEOUT),
                settings.get(SmtpOptions.DATA_TIMEOUT),
                settings.get(SmtpOptions.FINAL_TIMEOUT));
    }
}
