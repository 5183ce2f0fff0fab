package org.postern.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Lists;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;
import org.postern.api.mail.DsnFrom;
import org.postern.spi.OptionSet;

/// The options of the main section that say how mail is delivered.
final class DeliveryOptions {
    /// How many delivery attempts there may be at once. Postern's own.
    static final Option<Long> DELIVERY_MAX_PARALLEL = Option.of("delivery_max_parallel", OptionTypes.NUMBER, "200");
    /// How long a router or transport may take before its place is given to other mail. Postern's own.
    static final Option<Duration> DELIVERY_STEP_TIMEOUT = Option.of("delivery_step_timeout", OptionTypes.TIME, "1h");
    /// How long a message waits that an ACL has queued. Postern's own.
    static final Option<Duration> QUEUE_RUN_INTERVAL = Option.of("queue_run_interval", OptionTypes.TIME, "30m");
    /// How many addresses redirection may make of one message. Postern's own.
    static final Option<Long> REDIRECT_MAX_ADDRESSES =
            Option.of("redirect_max_addresses", OptionTypes.NUMBER, "100000");
    /// How many batches of one message are delivered at once.
    static final Option<Long> REMOTE_MAX_PARALLEL = Option.of("remote_max_parallel", OptionTypes.NUMBER, "4");
    /// The longest time between two attempts.
    static final Option<Duration> RETRY_INTERVAL_MAX = Option.of("retry_interval_max", OptionTypes.TIME, "24h");
    /// Whether a bounce holds anything of the message.
    static final Option<Boolean> BOUNCE_RETURN_MESSAGE =
            Option.of("bounce_return_message", OptionTypes.BOOLEAN, "true");
    /// Whether a bounce holds the body of the message.
    static final Option<Boolean> BOUNCE_RETURN_BODY = Option.of("bounce_return_body", OptionTypes.BOOLEAN, "true");
    /// The size of a message above which a bounce holds its header only.
    static final Option<Long> BOUNCE_RETURN_SIZE_LIMIT =
            Option.of("bounce_return_size_limit", OptionTypes.NUMBER, "100K");
    /// A text that each bounce has, expanded.
    static final Option<Optional<Expression>> BOUNCE_MESSAGE_TEXT =
            Option.optional("bounce_message_text", OptionTypes.EXPRESSION);
    /// The Reply-To field of bounces and warnings.
    static final Option<Optional<Expression>> ERRORS_REPLY_TO =
            Option.optional("errors_reply_to", OptionTypes.EXPRESSION);
    /// The ages at which the sender of a message that waits is told.
    static final Option<List<Duration>> DELAY_WARNING = Option.of(
            "delay_warning",
            OptionType.of("times with colons between them, such as 4h:8h:24h", DeliveryOptions::times),
            "24h");
    /// Whether the sender is told.
    static final Option<Expression> DELAY_WARNING_CONDITION = Option.of(
            "delay_warning_condition",
            OptionTypes.EXPRESSION,
            "${if or {{ !eq{$h_list-id:$h_list-post:$h_list-subscribe:}{} }{ match{$h_precedence:}{(?i)bulk|list|junk} }"
                    + "{ match{$h_auto-submitted:}{(?i)auto-generated|auto-replied} }} {no}{yes}}");
    /// Who is told that a message has been frozen.
    static final Option<List<String>> FREEZE_TELL =
            Option.of("freeze_tell", OptionType.of("addresses with commas between them", DeliveryOptions::people), "");
    /// Domains whose mail is held back.
    static final Option<Optional<MatchList<String>>> HOLD_DOMAINS =
            Option.optional("hold_domains", OptionTypes.DOMAIN_LIST);
    /// Domains whose mail waits for the first run of the queue.
    static final Option<Optional<MatchList<String>>> QUEUE_DOMAINS =
            Option.optional("queue_domains", OptionTypes.DOMAIN_LIST);
    /// Whether all mail waits for the first run of the queue.
    static final Option<Boolean> QUEUE_ONLY = Option.of("queue_only", OptionTypes.BOOLEAN, "false");
    /// How long a bounce that cannot be delivered is kept.
    static final Option<Duration> IGNORE_BOUNCE_ERRORS_AFTER =
            Option.of("ignore_bounce_errors_after", OptionTypes.TIME, "10w");
    /// After what time a frozen message is tried again; zero for never.
    static final Option<Duration> AUTO_THAW = Option.of("auto_thaw", OptionTypes.TIME, "0s");
    /// The age at which a frozen message is cancelled; zero for none.
    static final Option<Duration> TIMEOUT_FROZEN_AFTER = Option.of("timeout_frozen_after", OptionTypes.TIME, "0s");
    /// The file of the filter that each message passes before it is routed.
    static final Option<Optional<Expression>> SYSTEM_FILTER = Option.optional("system_filter", OptionTypes.EXPRESSION);
    /// Who delivers what that filter saves to directories.
    static final Option<Optional<Expression>> SYSTEM_FILTER_DIRECTORY_TRANSPORT =
            Option.optional("system_filter_directory_transport", OptionTypes.TRANSPORT);
    /// Who delivers what it saves to files.
    static final Option<Optional<Expression>> SYSTEM_FILTER_FILE_TRANSPORT =
            Option.optional("system_filter_file_transport", OptionTypes.TRANSPORT);
    /// Who delivers what it pipes to commands.
    static final Option<Optional<Expression>> SYSTEM_FILTER_PIPE_TRANSPORT =
            Option.optional("system_filter_pipe_transport", OptionTypes.TRANSPORT);
    /// Who sends what it writes.
    static final Option<Optional<Expression>> SYSTEM_FILTER_REPLY_TRANSPORT =
            Option.optional("system_filter_reply_transport", OptionTypes.TRANSPORT);
    /// The user that what it sets up is delivered as.
    static final Option<Optional<String>> SYSTEM_FILTER_USER = Option.optional("system_filter_user", OptionTypes.TEXT);
    /// The group that what it sets up is delivered as.
    static final Option<Optional<String>> SYSTEM_FILTER_GROUP =
            Option.optional("system_filter_group", OptionTypes.TEXT);

    /// The user that deliveries without another run as, if the server runs as root.
    static final Option<Optional<String>> EXIM_USER = Option.optional("exim_user", OptionTypes.TEXT);
    /// Their group.
    static final Option<Optional<String>> EXIM_GROUP = Option.optional("exim_group", OptionTypes.TEXT);
    /// Users that no delivery may run as.
    static final Option<List<String>> NEVER_USERS = Option.of("never_users", OptionTypes.TEXT_LIST, "");

    private DeliveryOptions() {}

    private static List<Duration> times(String text, Compiler compiler) throws ConfigException {
        List<Duration> times = new ArrayList<>();
        for (String time : Lists.split(text)) {
            times.add(OptionTypes.TIME.parse(time, compiler));
        }
        return List.copyOf(times);
    }

    private static List<String> people(String text, Compiler compiler) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(person -> !person.isEmpty())
                .toList();
    }

    static OptionSet all() {
        return OptionSet.main(
                DELIVERY_MAX_PARALLEL,
                DELIVERY_STEP_TIMEOUT,
                QUEUE_RUN_INTERVAL,
                REDIRECT_MAX_ADDRESSES,
                REMOTE_MAX_PARALLEL,
                RETRY_INTERVAL_MAX,
                BOUNCE_RETURN_MESSAGE,
                BOUNCE_RETURN_BODY,
                BOUNCE_RETURN_SIZE_LIMIT,
                DsnFrom.DSN_FROM,
                BOUNCE_MESSAGE_TEXT,
                ERRORS_REPLY_TO,
                DELAY_WARNING,
                DELAY_WARNING_CONDITION,
                FREEZE_TELL,
                HOLD_DOMAINS,
                QUEUE_DOMAINS,
                QUEUE_ONLY,
                IGNORE_BOUNCE_ERRORS_AFTER,
                AUTO_THAW,
                TIMEOUT_FROZEN_AFTER,
                SYSTEM_FILTER,
                SYSTEM_FILTER_DIRECTORY_TRANSPORT,
                SYSTEM_FILTER_FILE_TRANSPORT,
                SYSTEM_FILTER_PIPE_TRANSPORT,
                SYSTEM_FILTER_REPLY_TRANSPORT,
                SYSTEM_FILTER_USER,
                SYSTEM_FILTER_GROUP,
                EXIM_USER,
                EXIM_GROUP,
                NEVER_USERS);
    }
}
