package org.postern.filters;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.spi.OptionSet;

/// The options that `redirect` routers have for filters.
final class FilterOptions {
    /// Whether Exim filters are refused.
    static final Option<Boolean> FORBID_EXIM_FILTER = no("forbid_exim_filter");
    /// Whether Sieve filters are refused.
    static final Option<Boolean> FORBID_SIEVE_FILTER = no("forbid_sieve_filter");
    /// Whether `logwrite` is refused.
    static final Option<Boolean> FORBID_LOGWRITE = no("forbid_filter_logwrite");
    /// Whether `save` takes names that are not absolute from the home directory.
    static final Option<Boolean> PREPEND_HOME = Option.of("filter_prepend_home", OptionTypes.BOOLEAN, "true");
    /// Where Sieve's `keep` puts the message.
    static final Option<Expression> SIEVE_INBOX = Option.of("sieve_inbox", OptionTypes.EXPRESSION, "inbox");
    /// The part of the local part that Sieve's `:detail` means.
    static final Option<Optional<Expression>> SIEVE_SUBADDRESS =
            Option.optional("sieve_subaddress", OptionTypes.EXPRESSION);
    /// The part of the local part that Sieve's `:user` means.
    static final Option<Optional<Expression>> SIEVE_USERADDRESS =
            Option.optional("sieve_useraddress", OptionTypes.EXPRESSION);
    /// Where Sieve's `vacation` keeps whom it has answered.
    static final Option<Optional<Expression>> SIEVE_VACATION_DIRECTORY =
            Option.optional("sieve_vacation_directory", OptionTypes.EXPRESSION);
    /// Who is the owner of Sieve's notifications.
    static final Option<Optional<Expression>> SIEVE_ENOTIFY_MAILTO_OWNER =
            Option.optional("sieve_enotify_mailto_owner", OptionTypes.EXPRESSION);

    /// What the strings of a filter may not have, by the option that says so, with what is said then.
    static final Map<Option<Boolean>, Map<String, String>> FORBIDDEN = Map.of(
            no("forbid_filter_dlfunc"), Map.of("dlfunc", "dynamically-loaded functions are not permitted"),
            no("forbid_filter_existstest"), Map.of("exists", "\"exists\" conditions are not permitted"),
            no("forbid_filter_lookup"), Map.of("lookup", "lookup expansions are not permitted"),
            no("forbid_filter_perl"), Map.of("perl", "Perl calls are not permitted"),
            no("forbid_filter_readfile"), Map.of("readfile", "file insertions are not permitted"),
            no("forbid_filter_readsocket"), Map.of("readsocket", "socket insertions are not permitted"),
            no("forbid_filter_run"), Map.of("run", "running a command is not permitted"));

    private FilterOptions() {}

    static OptionSet all() {
        List<Option<?>> options = new java.util.ArrayList<>(List.of(
                FORBID_EXIM_FILTER,
                FORBID_SIEVE_FILTER,
                FORBID_LOGWRITE,
                PREPEND_HOME,
                SIEVE_INBOX,
                SIEVE_SUBADDRESS,
                SIEVE_USERADDRESS,
                SIEVE_VACATION_DIRECTORY,
                SIEVE_ENOTIFY_MAILTO_OWNER));
        options.addAll(FORBIDDEN.keySet());
        return new OptionSet(OptionSet.Place.ROUTER, "redirect", options);
    }

    private static Option<Boolean> no(String name) {
        return Option.of(name, OptionTypes.BOOLEAN, "false");
    }
}
