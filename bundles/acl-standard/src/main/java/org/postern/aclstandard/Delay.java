package org.postern.aclstandard;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.OptionTypes;
import org.postern.api.mail.Controls;
import org.postern.api.smtp.Session;
import org.postern.spi.AclModifier;

/// `delay = TIME`: waits before the ACL goes on. At most [#LIMIT]: a client gives up at some time, and its
/// session must not stay for ever.
final class Delay implements AclModifier {
    static final Duration LIMIT = Duration.ofMinutes(10);

    private final Sleeper sleeper;

    Delay(Sleeper sleeper) {
        this.sleeper = sleeper;
    }

    /// What waits.
    @FunctionalInterface
    interface Sleeper {
        /// Waits for `time`.
        void sleep(Duration time) throws InterruptedException;
    }

    @Override
    public String name() {
        return "delay";
    }

    @Override
    public Set<Phase> phases() {
        return Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(Phase.NOTQUIT)));
    }

    @Override
    public Action compile(String argument, Compiler compiler) throws ConfigException {
        return Modifier.expanding(argument, compiler, this::delay);
    }

    private void delay(Context context, Text argument) throws ExpansionException {
        Duration time;
        try {
            time = OptionTypes.time(argument.value());
        } catch (ConfigException e) {
            throw ExpansionException.error("syntax error in argument for \"delay\" modifier: \"" + argument
                    + "\" is not a time value: " + e.getMessage());
        }
        if (context.session().filter(Session::isTrial).isPresent()) {
            return;
        }
        if (!context.get(Controls.NO_DELAY_FLUSH).orElse(false)) {
            context.session().ifPresent(Session::flush);
        }
        try {
            sleeper.sleep(time.compareTo(LIMIT) > 0 ? LIMIT : time);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw ExpansionException.defer("interrupted during a delay");
        }
    }
}
