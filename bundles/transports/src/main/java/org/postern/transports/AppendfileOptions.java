package org.postern.transports;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;

/// The options of `appendfile`, under Exim's names and with Exim's defaults.
final class AppendfileOptions {
    /// The Maildir; unset for the name that a redirect router found.
    static final Option<Optional<Expression>> DIRECTORY = Option.optional("directory", OptionTypes.EXPRESSION);
    /// Whether the directory is a Maildir.
    static final Option<Boolean> MAILDIR_FORMAT = Option.of("maildir_format", OptionTypes.BOOLEAN, "false");
    /// What is added to the name of each file.
    static final Option<Optional<Expression>> MAILDIR_TAG = Option.optional("maildir_tag", OptionTypes.EXPRESSION);
    /// Whether missing directories are made.
    static final Option<Boolean> CREATE_DIRECTORY = Option.of("create_directory", OptionTypes.BOOLEAN, "true");
    /// The mode of directories that are made.
    static final Option<Integer> DIRECTORY_MODE = Option.of("directory_mode", OptionTypes.OCTAL, "0700");
    /// The mode of files.
    static final Option<Integer> MODE = Option.of("mode", OptionTypes.OCTAL, "0600");
    /// The mailbox file.
    static final Option<Optional<Expression>> FILE = Option.optional("file", OptionTypes.EXPRESSION);
    /// What stands before each message in a mailbox file.
    static final Option<Expression> MESSAGE_PREFIX = Option.of(
            "message_prefix",
            OptionTypes.EXPRESSION,
            "From ${if def:return_path{$return_path}{MAILER-DAEMON}} ${tod_bsdinbox}\n");
    /// What stands after each message in a mailbox file.
    static final Option<Expression> MESSAGE_SUFFIX = Option.of("message_suffix", OptionTypes.EXPRESSION, "\n");
    /// Whether a mailbox file is locked by another file.
    static final Option<Boolean> USE_LOCKFILE = Option.of("use_lockfile", OptionTypes.BOOLEAN, "true");
    /// Whether lines end with CR LF in the file.
    static final Option<Boolean> USE_CRLF = Option.of("use_crlf", OptionTypes.BOOLEAN, "false");
    /// Known, without effect: files belong to the user that the server runs as.
    static final Option<Optional<String>> USER = Option.optional("user", OptionTypes.TEXT);
    /// Known, without effect, as [#USER].
    static final Option<Optional<String>> GROUP = Option.optional("group", OptionTypes.TEXT);

    /// Options that mean something which `appendfile` cannot do yet: to ignore them would be wrong.
    static final List<Option<?>> LATER = Stream.of(
                    "file_format",
                    "mailstore_format",
                    "mbx_format",
                    "use_bsmtp",
                    "quota",
                    "quota_filecount",
                    "quota_warn_threshold",
                    "maildir_use_size_file",
                    "batch_max")
            .<Option<?>>map(name -> Option.optional(name, OptionTypes.TEXT))
            .toList();

    /// All of them.
    static final List<Option<?>> ALL = Stream.concat(
                    Stream.of(
                            DIRECTORY,
                            FILE,
                            MESSAGE_PREFIX,
                            MESSAGE_SUFFIX,
                            USE_LOCKFILE,
                            MAILDIR_FORMAT,
                            MAILDIR_TAG,
                            CREATE_DIRECTORY,
                            DIRECTORY_MODE,
                            MODE,
                            USE_CRLF,
                            USER,
                            GROUP),
                    LATER.stream())
            .toList();

    private AppendfileOptions() {}
}
