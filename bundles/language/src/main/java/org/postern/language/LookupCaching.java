package org.postern.language;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.OptionTypes;
import org.postern.spi.Lookup;

/// Where one lookup of the configuration remembers its answers: for the message, and with `cache_ttl` for
/// all messages. A failure to know is never remembered. Threads that ask for the same at the same time each
/// ask for themselves: none waits for another.
///
/// @param use what of it is used
/// @param ttl how long other messages may use an answer; zero if they may not
/// @param environment where the answers for all messages are
record LookupCaching(Use use, Duration ttl, Environment environment) {
    /// What the option that sets the time to live begins with.
    private static final String TTL = "cache_ttl=";

    /// What of the memory is used.
    enum Use {
        /// What is remembered is the answer.
        READ_AND_WRITE,
        /// `cache=no_rd`: the answer is found anew, and remembered.
        WRITE,
        /// `cache=no`: neither.
        NONE
    }

    static LookupCaching of(Environment environment) {
        return new LookupCaching(Use.READ_AND_WRITE, Duration.ZERO, environment);
    }

    /// The same with an option of a lookup; empty if the option is about something else.
    Optional<LookupCaching> with(String option) throws SyntaxException {
        if (option.startsWith(TTL)) {
            return Optional.of(new LookupCaching(use, time(option.substring(TTL.length())), environment));
        }
        return switch (option) {
            case "cache=no_rd" -> Optional.of(new LookupCaching(Use.WRITE, ttl, environment));
            case "cache=no" -> Optional.of(new LookupCaching(Use.NONE, ttl, environment));
            default -> Optional.empty();
        };
    }

    private static Duration time(String text) throws SyntaxException {
        try {
            return OptionTypes.time(text);
        } catch (ConfigException e) {
            throw new SyntaxException("cache_ttl: " + e.getMessage());
        }
    }

    boolean isShared() {
        return !ttl.isZero();
    }

    /// What was found, if that is known.
    Optional<LookupMemory.Entry> recall(LookupMemory.Question question, Context context) {
        if (use != Use.READ_AND_WRITE) {
            return Optional.empty();
        }
        Instant now = context.now();
        LookupMemory memory = LookupMemory.of(context, environment);
        Optional<LookupMemory.Entry> known = memory.recall(question, now);
        if (known.isPresent() || !isShared()) {
            return known;
        }
        Optional<LookupMemory.Entry> shared = environment.sharedAnswers().recall(question, now);
        shared.ifPresent(entry -> memory.remember(question, entry));
        return shared;
    }

    /// Remembers what was found.
    void remember(LookupMemory.Question question, Optional<Lookup.Found> found, Context context) {
        if (use == Use.NONE) {
            return;
        }
        Instant now = context.now();
        Duration sure = found.map(Lookup.Found::ttl).orElse(Lookup.Found.MESSAGE);
        Optional<Text> value = found.map(answer -> new Text(answer.value(), answer.tainted()));
        LookupMemory.of(context, environment).remember(question, new LookupMemory.Entry(value, now.plus(sure)));
        if (isShared() && sure.isPositive()) {
            Duration least = ttl.compareTo(sure) < 0 ? ttl : sure;
            environment.sharedAnswers().remember(question, new LookupMemory.Entry(value, now.plus(least)));
        }
    }

    /// Forgets what was found in a source, because it may have been changed.
    void forget(LookupMemory.Source source, Context context) {
        LookupMemory.of(context, environment).forget(source);
        environment.sharedAnswers().forget(source);
    }
}
