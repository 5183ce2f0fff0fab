package org.postern.transports;

import java.time.Instant;
import java.util.List;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.spi.Transport;
import org.postern.spi.TransportDriver;

/// The driver `appendfile`.
///
/// @param filesystems where grouped synchronisation happens
/// @param started when this bundle started: older messages may have been delivered before a crash
record AppendfileDriver(Filesystems filesystems, Instant started) implements TransportDriver {
    @Override
    public String name() {
        return "appendfile";
    }

    @Override
    public List<Option<?>> options() {
        return AppendfileOptions.ALL;
    }

    @Override
    public Transport create(Settings settings) throws ConfigException {
        for (Option<?> later : AppendfileOptions.LATER) {
            if (settings.isSet(later)) {
                throw settings.invalid(later, "not there yet: appendfile delivers to Maildirs and mailbox files");
            }
        }
        if (settings.get(AppendfileOptions.FILE).isPresent()) {
            return new MboxTransport(settings);
        }
        if (settings.get(AppendfileOptions.DIRECTORY).isPresent() && !settings.get(AppendfileOptions.MAILDIR_FORMAT)) {
            throw settings.invalid(
                    AppendfileOptions.DIRECTORY,
                    "a directory that is not a Maildir is not there yet: add maildir_format");
        }
        return new MaildirTransport(settings, filesystems, started);
    }
}
