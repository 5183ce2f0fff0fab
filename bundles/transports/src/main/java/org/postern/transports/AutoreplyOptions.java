package org.postern.transports;

import java.util.List;
import java.util.Optional;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.mail.Address;

/// The options of `autoreply`, under Exim's names and with Exim's defaults.
final class AutoreplyOptions {
    /// What the message is made of, by the names that [org.postern.api.mail.AutoReply] uses too.
    static final List<Option<Optional<Expression>>> PARTS = List.of(
            part("to"),
            part("cc"),
            part("bcc"),
            part("from"),
            part("reply_to"),
            part("subject"),
            part("headers"),
            part("text"),
            part("file"),
            part("log"),
            part("once"));
    /// How long `once` holds.
    static final Option<Optional<Expression>> ONCE_REPEAT = part("once_repeat");
    /// How large the file of `once` may become; 0 for as large as necessary.
    static final Option<Long> ONCE_FILE_SIZE = Option.of("once_file_size", OptionTypes.NUMBER, "0");
    /// Whether the content of `file` is expanded.
    static final Option<Boolean> FILE_EXPAND = no("file_expand");
    /// Whether `file` may be missing.
    static final Option<Boolean> FILE_OPTIONAL = no("file_optional");
    /// Whether the message that is answered stands at the end.
    static final Option<Boolean> RETURN_MESSAGE = no("return_message");
    /// Addresses that are never written to.
    static final Option<Optional<MatchList<Address>>> NEVER_MAIL =
            Option.optional("never_mail", OptionTypes.ADDRESS_LIST);
    /// The mode of the files that are made.
    static final Option<Integer> MODE = Option.of("mode", OptionTypes.OCTAL, "0600");

    /// All of them.
    static final List<Option<?>> ALL = java.util.stream.Stream.concat(
                    PARTS.stream(),
                    List.<Option<?>>of(
                            ONCE_REPEAT, ONCE_FILE_SIZE, FILE_EXPAND, FILE_OPTIONAL, RETURN_MESSAGE, NEVER_MAIL, MODE)
                            .stream())
            .<Option<?>>map(option -> option)
            .toList();

    private AutoreplyOptions() {}

    private static Option<Optional<Expression>> part(String name) {
        return Option.optional(name, OptionTypes.EXPRESSION);
    }

    private static Option<Boolean> no(String name) {
        return Option.of(name, OptionTypes.BOOLEAN, "false");
    }
}
