package org.postern.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.postern.api.ExpansionException;
import org.postern.core.MailContext;
import org.postern.delivery.Descent.Made;

/// Routes one address, and all that is made of it, without a message: to show where it goes, or to verify it.
/// Used by one thread, once.
final class Trial {
    private static final int MAX_DEPTH = 100;
    private static final int MAX_ADDRESSES = 10_000;

    private final MailContext context;
    private final RouterChain chain;
    private final Descent descent;
    private final Deque<Made> waiting = new ArrayDeque<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private int taken;

    Trial(Plan plan, MailContext context, Surroundings surroundings, Purpose purpose, Faults faults) {
        this.context = context;
        this.chain = new RouterChain(plan, surroundings, purpose, faults);
        this.descent = new Descent(plan, surroundings, faults);
    }

    /// What becomes of one address.
    sealed interface Outcome {
        /// The address, its transport and its hosts.
        record Delivered(Addressee addressee) implements Outcome {}

        /// A pipe, a file or an answer, and its transport.
        record Target(Addressee addressee) implements Outcome {}

        /// A pipe, a file or an answer that cannot be delivered to.
        record Broken(Addressee addressee, String reason, boolean forbidden) implements Outcome {}

        /// It can never be delivered to.
        record Failed(Addressee addressee, String reason) implements Outcome {}

        /// It cannot be known now.
        record Deferred(Addressee addressee, String reason) implements Outcome {}
    }

    /// Has what the routers say with `debug_print` shown.
    Trial showing(boolean shown) {
        if (shown) {
            chain.show(System.err);
        }
        return this;
    }

    /// All that becomes of an address, in the order in which it was found; nothing, if it is dropped.
    ///
    /// @param inDepth whether what is made of the address is followed in any case; otherwise only while each
    /// is made one other address
    List<Outcome> run(Addressee top, boolean inDepth) {
        waiting.push(new Made.Routed(top));
        while (!waiting.isEmpty()) {
            take(waiting.pop());
            boolean single = waiting.size() == 1 && waiting.getFirst() instanceof Made.Routed;
            if (!inDepth && (!single || outcomes.stream().anyMatch(Trial::isTrouble))) {
                break;
            }
        }
        return outcomes;
    }

    private static boolean isTrouble(Outcome outcome) {
        return outcome instanceof Outcome.Failed || outcome instanceof Outcome.Deferred;
    }

    private void take(Made made) {
        switch (made) {
            case Made.Routed(var addressee) -> route(addressee);
            case Made.Delivered(var leaf, var transport) -> {
                leaf.assign(transport, List.of());
                outcomes.add(new Outcome.Target(leaf));
            }
            case Made.Broken(var leaf, var reason, var forbidden) ->
                outcomes.add(new Outcome.Broken(leaf, reason, forbidden));
        }
    }

    private void route(Addressee given) {
        Addressee addressee = given;
        if (addressee.depth() > MAX_DEPTH || ++taken > MAX_ADDRESSES) {
            outcomes.add(new Outcome.Deferred(addressee, "routing loop for " + addressee.given()));
            return;
        }
        try {
            addressee = given.withoutPercent(context);
            MailContext narrow = context.with(addressee, addressee.slots());
            switch (chain.run(addressee, narrow)) {
                case Step.Accept accept -> accept(addressee, accept, narrow);
                case Step.Redirect redirect -> redirect(addressee, redirect, narrow);
                case Step.Fail(var reason, var also) -> {
                    outcomes.add(new Outcome.Failed(addressee, reason));
                    if (also.isPresent()) {
                        redirect(addressee, also.get(), narrow);
                    }
                }
                case Step.Defer(var reason, var _) -> outcomes.add(new Outcome.Deferred(addressee, reason));
                case Step.Freeze(var reason) -> outcomes.add(new Outcome.Deferred(addressee, reason));
            }
        } catch (ExpansionException e) {
            outcomes.add(new Outcome.Deferred(addressee, Failed.reason(e)));
        }
    }

    private void accept(Addressee addressee, Step.Accept accept, MailContext narrow) throws ExpansionException {
        Addressee leaf = addressee;
        if (accept.router().transport().isPresent() || accept.transport().isPresent()) {
            TransportBlock transport = descent.transport(accept, narrow);
            leaf = accept.unseen() ? addressee.copy("", 0) : addressee;
            leaf.assign(transport, accept.hosts());
        }
        descent.inherit(leaf, accept.router(), narrow);
        outcomes.add(new Outcome.Delivered(leaf));
        if (accept.unseen()) {
            waiting.push(new Made.Routed(addressee.copy("+", accept.router().place() + 1)));
        }
    }

    private void redirect(Addressee addressee, Step.Redirect redirect, MailContext narrow) throws ExpansionException {
        RouterBlock router = redirect.router();
        if (!router.children().missing().isEmpty()) {
            throw ExpansionException.error(
                    "there is no router " + router.children().missing() + " to redirect to");
        }
        Addressee parent = redirect.unseen() ? addressee.copy("", 0) : addressee;
        List<Made> children = descent.children(parent, redirect, narrow);
        children.reversed().forEach(waiting::push);
        if (redirect.unseen()) {
            waiting.push(new Made.Routed(addressee.copy("+", router.place() + 1)));
        }
    }
}
