package org.postern.aclstandard;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.OptionTypes;
import org.postern.api.hints.HintsStore;
import org.postern.api.net.IpText;
import org.postern.spi.AclCondition;

/// `seen = TIME/key=...`: whether this was seen before, and how long ago. With a time like `5m`: less than
/// five minutes ago; with `-5m`: at least that long ago. What was never seen does not match.
final class Seen implements AclCondition {
    private static final String DATABASE = "seen";
    /// How long a time is kept.
    private static final Duration KEEP = Duration.ofDays(30);
    /// How old a time becomes if `refresh=` says nothing.
    private static final Duration REFRESH = Duration.ofDays(10);

    private final HintsStore hints;

    Seen(HintsStore hints) {
        this.hints = hints;
    }

    /// When the time changes: by default, with a `-` only after [Request#refresh].
    private enum Update {
        DEFAULT,
        READ_ONLY,
        WRITE
    }

    /// A condition, read.
    ///
    /// @param interval how long ago
    /// @param before whether it must be longer ago than that
    /// @param key whose time it is
    /// @param update when the time changes
    /// @param refresh how old a time becomes
    private record Request(Duration interval, boolean before, String key, Update update, Duration refresh) {}

    @Override
    public String name() {
        return "seen";
    }

    @Override
    public Test compile(String argument, Compiler compiler) throws ConfigException {
        return AclCondition.expanding(argument, compiler, this::test);
    }

    private Outcome test(Context context, Text argument) throws ExpansionException {
        Request request = read(argument.value(), context);
        Instant now = context.now();
        Last last = new Last(request, now);
        try {
            HintsStore store = HintsStore.in(context, hints);
            if (request.update() == Update.READ_ONLY) {
                last.look(store.find(DATABASE, request.key(), now));
            } else {
                Duration keep = request.interval().compareTo(KEEP) > 0 ? request.interval() : KEEP;
                store.change(DATABASE, request.key(), now, keep, last::look);
            }
        } catch (IOException e) {
            return new Outcome.Defer("", "seen: " + e.getMessage());
        }
        return Outcome.of(last.holds);
    }

    /// Looks at the time that is known, and decides.
    private static final class Last {
        private final Request request;
        private final Instant now;
        private boolean holds;

        Last(Request request, Instant now) {
            this.request = request;
            this.now = now;
        }

        /// The time to keep; empty to leave it.
        Optional<String> look(Optional<String> known) {
            String written = Long.toString(now.getEpochSecond());
            if (known.isEmpty()) {
                holds = false;
                return Optional.of(written);
            }
            long age = now.getEpochSecond() - Long.parseLong(known.get());
            holds = request.before() == (age >= request.interval().toSeconds());
            boolean writes = request.update() == Update.WRITE
                    || !request.before()
                    || age >= request.refresh().toSeconds();
            return writes ? Optional.of(written) : Optional.empty();
        }
    }

    private static Request read(String argument, Context context) throws ExpansionException {
        String[] parts = argument.split("/", -1);
        String time = parts[0].strip();
        boolean before = time.startsWith("-");
        Duration interval = time(before ? time.substring(1) : time, argument);
        String key = context.clientAddress().map(IpText::of).orElse("");
        Update update = Update.DEFAULT;
        Duration refresh = REFRESH;
        for (int i = 1; i < parts.length; i++) {
            String option = parts[i].strip();
            int equals = option.indexOf('=');
            switch (equals < 0 ? option : option.substring(0, equals)) {
                case "readonly" -> update = Update.READ_ONLY;
                case "write" -> update = Update.WRITE;
                case "refresh" -> refresh = time(option.substring(equals + 1), argument);
                case "key" -> key = option.substring(equals + 1);
                default -> throw ExpansionException.defer("unrecognised option '" + option + "' in \"seen\" condition");
            }
        }
        return new Request(interval, before, key, update, refresh);
    }

    private static Duration time(String text, String argument) throws ExpansionException {
        try {
            return OptionTypes.time(text);
        } catch (ConfigException _) {
            throw ExpansionException.defer("failed to parse '" + argument + "'");
        }
    }
}
