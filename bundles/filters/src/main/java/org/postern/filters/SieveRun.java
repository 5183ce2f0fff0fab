package org.postern.filters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.AutoReply;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.api.mail.Recipient;
import org.postern.spi.Filter;
import org.postern.spi.Filter.Action;

/// One run of a Sieve filter: what it has set up so far. Confined to one thread.
final class SieveRun {
    private static final int MAX_ACTIONS = 1000;

    private final Filter.Run run;
    private final Optional<Settings> router;
    private final List<Action> actions = new ArrayList<>();
    private boolean keep = true;
    private boolean answered;

    SieveRun(Filter.Run run, Optional<Settings> router) {
        this.run = run;
        this.router = router;
    }

    Context context() {
        return run.context();
    }

    void report(String line) {
        run.report(line);
    }

    List<Header> headers() {
        return context().message().map(Message::headers).orElse(List.of());
    }

    Address sender() {
        return context().message().map(Message::sender).orElse(Address.NULL);
    }

    /// The recipient of this run, with its prefix and suffix.
    Address recipient() {
        Optional<Recipient> recipient = context().recipient();
        String local = recipient
                .map(known -> fact(known, "local_part_prefix")
                        + known.address().localPart()
                        + fact(known, "local_part_suffix"))
                .orElse("");
        return recipient.map(known -> known.address().withLocalPart(local)).orElse(Address.NULL);
    }

    private static String fact(Recipient recipient, String name) {
        return recipient.fact(name).map(Text::value).orElse("");
    }

    /// The value of an option of the router; empty if it is not set.
    Optional<Text> option(Option<Optional<Expression>> option) throws FilterFault {
        Optional<Expression> expression = router.flatMap(settings -> settings.get(option));
        return expression.isPresent() ? Optional.of(expand(option, expression.get())) : Optional.empty();
    }

    private Text expand(Option<?> option, Expression expression) throws FilterFault {
        try {
            return expression.expand(context());
        } catch (ExpansionException e) {
            throw new FilterFault(option.name() + ": " + e.getMessage());
        }
    }

    /// Adds an action, unless it is there already.
    void add(Action action) throws FilterFault {
        if (actions.contains(action)) {
            return;
        }
        if (actions.size() >= MAX_ACTIONS) {
            throw new FilterFault("more than " + MAX_ACTIONS + " actions in Sieve filter");
        }
        actions.add(action);
    }

    /// `keep`, as an action.
    void keepIt() throws FilterFault {
        Text inbox = router.isPresent()
                ? expand(FilterOptions.SIEVE_INBOX, router.get().get(FilterOptions.SIEVE_INBOX))
                : Text.trusted("inbox");
        add(new Action.Save(inbox, OptionalInt.empty(), false));
    }

    /// Something makes the implicit keep needless.
    void cancelKeep() {
        keep = false;
    }

    boolean isKept() {
        return keep;
    }

    /// Notes that `vacation` has been obeyed; false if it was before.
    boolean answer() {
        boolean first = !answered;
        answered = true;
        return first;
    }

    void reply(AutoReply reply) throws FilterFault {
        add(new Action.Reply(reply, true));
    }

    List<Action> actions() {
        return actions;
    }
}
