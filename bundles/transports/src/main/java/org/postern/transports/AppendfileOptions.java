package org.postern.transports;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;

/// The options of `appendfile`, under Exim's names and with Exim's defaults.
final class AppendfileOptions {
    /// The mailbox file.
    static final Option<Optional<Expression>> FILE = Option.optional("file", OptionTypes.EXPRESSION);
    /// The directory in which each message is a file; unset, with [#FILE], for the name that a redirect
    /// router found.
    static final Option<Optional<Expression>> DIRECTORY = Option.optional("directory", OptionTypes.EXPRESSION);
    /// Whether the directory is a Maildir.
    static final Option<Boolean> MAILDIR_FORMAT = no("maildir_format");
    /// What is added to the name of each file in a Maildir.
    static final Option<Optional<Expression>> MAILDIR_TAG = Option.optional("maildir_tag", OptionTypes.EXPRESSION);
    /// Which Maildirs are folders of the one above them, and get a file that says so.
    static final Option<Optional<String>> MAILDIRFOLDER_CREATE_REGEX =
            Option.optional("maildirfolder_create_regex", OptionTypes.TEXT);
    /// The names of files in a directory that is no Maildir.
    static final Option<Optional<Expression>> DIRECTORY_FILE =
            Option.optional("directory_file", OptionTypes.EXPRESSION);
    /// Whether missing directories are made.
    static final Option<Boolean> CREATE_DIRECTORY = yes("create_directory");
    /// Where files and directories may be made: `anywhere`, `inhome`, `belowhome` or below a directory.
    static final Option<String> CREATE_FILE = Option.of("create_file", OptionTypes.TEXT, "anywhere");
    /// The mode of directories that are made.
    static final Option<Integer> DIRECTORY_MODE = Option.of("directory_mode", OptionTypes.OCTAL, "0700");
    /// The mode of files.
    static final Option<Integer> MODE = Option.of("mode", OptionTypes.OCTAL, "0600");
    /// Whether a mailbox with less than this mode defers.
    static final Option<Boolean> MODE_FAIL_NARROWER = yes("mode_fail_narrower");
    /// Whether a mailbox must be there.
    static final Option<Boolean> FILE_MUST_EXIST = no("file_must_exist");
    /// Whether the owner of a mailbox must be the user of the delivery.
    static final Option<Boolean> CHECK_OWNER = yes("check_owner");
    /// Whether the group of a mailbox must be that of the delivery.
    static final Option<Boolean> CHECK_GROUP = no("check_group");
    /// Whether a mailbox may be a symbolic link.
    static final Option<Boolean> ALLOW_SYMLINK = no("allow_symlink");
    /// What stands before each message; nothing in directories if it is not set.
    static final Option<Expression> MESSAGE_PREFIX = Option.of(
            "message_prefix",
            OptionTypes.EXPRESSION,
            "From ${if def:return_path{$return_path}{MAILER-DAEMON}} ${tod_bsdinbox}\n");
    /// What stands after each message, as [#MESSAGE_PREFIX].
    static final Option<Expression> MESSAGE_SUFFIX = Option.of("message_suffix", OptionTypes.EXPRESSION, "\n");
    /// What is replaced at the start of a line.
    static final Option<Optional<String>> CHECK_STRING = Option.optional("check_string", OptionTypes.TEXT);
    /// What replaces it.
    static final Option<Optional<String>> ESCAPE_STRING = Option.optional("escape_string", OptionTypes.TEXT);
    /// Whether lines end with CR LF in the file.
    static final Option<Boolean> USE_CRLF = no("use_crlf");
    /// Whether a mailbox is locked by another file.
    static final Option<Boolean> USE_LOCKFILE = yes("use_lockfile");
    /// Whether a mailbox is locked by `fcntl`.
    static final Option<Boolean> USE_FCNTL_LOCK = yes("use_fcntl_lock");
    /// The mode of lock files.
    static final Option<Integer> LOCKFILE_MODE = Option.of("lockfile_mode", OptionTypes.OCTAL, "0600");
    /// The age at which a lock file is a leftover.
    static final Option<Duration> LOCKFILE_TIMEOUT = Option.of("lockfile_timeout", OptionTypes.TIME, "30m");
    /// How long to wait between attempts to lock a mailbox.
    static final Option<Duration> LOCK_INTERVAL = Option.of("lock_interval", OptionTypes.TIME, "3s");
    /// How many attempts there are.
    static final Option<Long> LOCK_RETRIES = Option.of("lock_retries", OptionTypes.NUMBER, "10");
    /// How large a mailbox or directory may become; may end with `/no_check`.
    static final Option<Optional<Expression>> QUOTA = Option.optional("quota", OptionTypes.EXPRESSION);
    /// How many files there may be in a directory.
    static final Option<Optional<Expression>> QUOTA_FILECOUNT =
            Option.optional("quota_filecount", OptionTypes.EXPRESSION);
    /// The directory whose size counts.
    static final Option<Optional<Expression>> QUOTA_DIRECTORY =
            Option.optional("quota_directory", OptionTypes.EXPRESSION);
    /// Whether the message counts that is delivered.
    static final Option<Boolean> QUOTA_IS_INCLUSIVE = yes("quota_is_inclusive");
    /// Where a file's size stands in its name.
    static final Option<Optional<String>> QUOTA_SIZE_REGEX = Option.optional("quota_size_regex", OptionTypes.TEXT);
    /// The size at which a warning is sent, or a percentage of the quota.
    static final Option<Optional<Expression>> QUOTA_WARN_THRESHOLD =
            Option.optional("quota_warn_threshold", OptionTypes.EXPRESSION);
    /// The warning: header, an empty line, text.
    static final Option<Expression> QUOTA_WARN_MESSAGE = Option.of("quota_warn_message", OptionTypes.EXPRESSION, """
            To: $local_part@$domain
            Subject: Your mailbox

            The mail server sends this message of its own accord.

            Your mailbox has grown beyond a size at which the administrator has you warned.
            """);
    /// How large the mailbox is, if it need not be looked up.
    static final Option<Optional<Expression>> MAILBOX_SIZE = Option.optional("mailbox_size", OptionTypes.EXPRESSION);
    /// How many files it has, if they need not be counted.
    static final Option<Optional<Expression>> MAILBOX_FILECOUNT =
            Option.optional("mailbox_filecount", OptionTypes.EXPRESSION);
    /// How many recipients one delivery may have.
    static final Option<Long> BATCH_MAX = Option.of("batch_max", OptionTypes.NUMBER, "1");

    /// Options that mean something which `appendfile` cannot do: to ignore them would be wrong.
    static final List<Option<Boolean>> LATER = Stream.of(
                    "allow_fifo",
                    "mailstore_format",
                    "mbx_format",
                    "use_bsmtp",
                    "use_flock_lock",
                    "use_mbx_lock",
                    "maildir_use_size_file")
            .map(AppendfileOptions::no)
            .toList();
    /// As [#LATER].
    static final Option<Optional<String>> FILE_FORMAT = Option.optional("file_format", OptionTypes.TEXT);

    /// All of them.
    static final List<Option<?>> ALL = Stream.concat(
                    Stream.<Option<?>>of(
                            FILE,
                            DIRECTORY,
                            MAILDIR_FORMAT,
                            MAILDIR_TAG,
                            MAILDIRFOLDER_CREATE_REGEX,
                            DIRECTORY_FILE,
                            CREATE_DIRECTORY,
                            CREATE_FILE,
                            DIRECTORY_MODE,
                            MODE,
                            MODE_FAIL_NARROWER,
                            FILE_MUST_EXIST,
                            CHECK_OWNER,
                            CHECK_GROUP,
                            ALLOW_SYMLINK,
                            MESSAGE_PREFIX,
                            MESSAGE_SUFFIX,
                            CHECK_STRING,
                            ESCAPE_STRING,
                            USE_CRLF,
                            USE_LOCKFILE,
                            USE_FCNTL_LOCK,
                            LOCKFILE_MODE,
                            LOCKFILE_TIMEOUT,
                            LOCK_INTERVAL,
                            LOCK_RETRIES,
                            QUOTA,
                            QUOTA_FILECOUNT,
                            QUOTA_DIRECTORY,
                            QUOTA_IS_INCLUSIVE,
                            QUOTA_SIZE_REGEX,
                            QUOTA_WARN_THRESHOLD,
                            QUOTA_WARN_MESSAGE,
                            MAILBOX_SIZE,
                            MAILBOX_FILECOUNT,
                            BATCH_MAX,
                            FILE_FORMAT),
                    LATER.stream())
            .toList();

    private AppendfileOptions() {}

    private static Option<Boolean> yes(String name) {
        return Option.of(name, OptionTypes.BOOLEAN, "true");
    }

    private static Option<Boolean> no(String name) {
        return Option.of(name, OptionTypes.BOOLEAN, "false");
    }
}
