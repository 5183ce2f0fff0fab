package org.postern.delivery;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.hints.HintsStore;
import org.postern.core.MailContext;

/// What earlier callouts found. A store that gives no answer means that nothing is known.
///
/// @param store where it is kept
/// @param context for the time and the options
/// @param used whether anything is to be remembered
record CalloutCache(HintsStore store, MailContext context, boolean used) {
    static final Option<Duration> DOMAIN_NEGATIVE = Option.of("callout_domain_negative_expire", OptionTypes.TIME, "3h");
    static final Option<Duration> DOMAIN_POSITIVE = Option.of("callout_domain_positive_expire", OptionTypes.TIME, "7d");
    static final Option<Duration> NEGATIVE = Option.of("callout_negative_expire", OptionTypes.TIME, "2h");
    static final Option<Duration> POSITIVE = Option.of("callout_positive_expire", OptionTypes.TIME, "24h");

    private static final String DATABASE = "callout";
    private static final String ACCEPTED = "accept";
    private static final String REJECTED = "reject";

    /// What a host was asked.
    enum Question {
        /// Whether it takes mail from this sender at all.
        MAIL,
        /// Whether it takes any address.
        RANDOM,
        /// Whether it has a postmaster.
        POSTMASTER,
        /// Whether it takes this address.
        ADDRESS
    }

    /// Whether the answer was yes; empty if it is not known.
    Optional<Boolean> find(Question question, String key) {
        if (!used) {
            return Optional.empty();
        }
        try {
            return store.find(DATABASE, question + " " + key, context.now()).map(ACCEPTED::equals);
        } catch (IOException e) {
            context.log().main("callout cache: " + e.getMessage());
            return Optional.empty();
        }
    }

    /// Remembers an answer.
    void keep(Question question, String key, boolean accepted) {
        if (!used) {
            return;
        }
        Option<Duration> time = question == Question.ADDRESS
                ? accepted ? POSITIVE : NEGATIVE
                : accepted || question == Question.RANDOM ? DOMAIN_POSITIVE : DOMAIN_NEGATIVE;
        try {
            store.change(
                    DATABASE,
                    question + " " + key,
                    context.now(),
                    context.setting(time),
                    _ -> Optional.of(accepted ? ACCEPTED : REJECTED));
        } catch (IOException e) {
            context.log().main("callout cache: " + e.getMessage());
        }
    }
}
