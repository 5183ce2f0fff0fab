package org.postern.transports;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.spi.Transport;
import org.postern.spi.TransportDriver;

/// The driver `appendfile`.
///
/// @param filesystems where grouped synchronisation happens
/// @param turns who writes to a mailbox
/// @param started when this bundle started: older messages may have been delivered before a crash
record AppendfileDriver(Filesystems filesystems, MailboxTurns turns, Instant started) implements TransportDriver {
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
        for (Option<Boolean> later : AppendfileOptions.LATER) {
            if (settings.get(later)) {
                throw settings.invalid(
                        later, "not there: appendfile delivers to Maildirs, mailbox files and directories");
            }
        }
        if (settings.get(AppendfileOptions.FILE_FORMAT).isPresent()) {
            throw settings.invalid(AppendfileOptions.FILE_FORMAT, "not there: all mailboxes have one format");
        }
        check(settings);
        return new AppendfileTransport(
                settings, new Mailboxes(settings, turns), new NewFiles(settings, filesystems, started));
    }

    private static void check(Settings settings) throws ConfigException {
        boolean file = settings.get(AppendfileOptions.FILE).isPresent();
        if (file && settings.get(AppendfileOptions.DIRECTORY).isPresent()) {
            throw settings.invalid(AppendfileOptions.DIRECTORY, "only one of file and directory can be set");
        }
        if (!settings.get(AppendfileOptions.USE_LOCKFILE) && !settings.get(AppendfileOptions.USE_FCNTL_LOCK)) {
            throw settings.invalid(AppendfileOptions.USE_LOCKFILE, "no locking configured for mailbox files");
        }
        for (Option<Optional<String>> regex :
                List.of(AppendfileOptions.MAILDIRFOLDER_CREATE_REGEX, AppendfileOptions.QUOTA_SIZE_REGEX)) {
            pattern(settings, regex);
        }
        String where = settings.get(AppendfileOptions.CREATE_FILE);
        if (!where.startsWith("/")
                && !List.of("anywhere", "inhome", "belowhome").contains(where)) {
            throw settings.invalid(
                    AppendfileOptions.CREATE_FILE,
                    "\"" + where + "\" is none of anywhere, inhome, belowhome, and no absolute path");
        }
    }

    private static void pattern(Settings settings, Option<Optional<String>> option) throws ConfigException {
        try {
            settings.get(option).ifPresent(Pattern::compile);
        } catch (PatternSyntaxException e) {
            throw settings.invalid(option, "not a regular expression: " + e.getDescription());
        }
    }
}
