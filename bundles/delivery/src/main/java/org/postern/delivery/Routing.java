package org.postern.delivery;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.ExpansionException;
import org.postern.core.MailContext;
import org.postern.delivery.Descent.Made;
import org.postern.spi.Router.Child;

/// Routes the recipients of one message: grows the tree below each, drops duplicates, and stops loops. Used
/// by one thread, once.
final class Routing {
    private static final int MAX_DEPTH = 100;

    private final Plan plan;
    private final MailContext context;
    private final HeldDomains held;
    private final RouterChain chain;
    private final Descent descent;
    private final Set<String> done;
    private final RoutingResult result = new RoutingResult();
    private final Deque<Addressee> waiting = new ArrayDeque<>();
    private final Set<String> seen = new HashSet<>(4);
    private long made;

    Routing(
            Plan plan,
            MailContext context,
            Surroundings surroundings,
            Faults faults,
            Set<String> done,
            HeldDomains held) {
        this.plan = plan;
        this.context = context;
        this.held = held;
        this.chain = new RouterChain(plan, surroundings, Purpose.DELIVERY, faults);
        this.descent = new Descent(plan, surroundings, faults);
        this.done = done;
    }

    /// Takes what the system filter delivers to; `parent` stands for the filter.
    void take(Addressee parent, List<Child> children) throws ExpansionException {
        made += children.size();
        if (made > plan.maxAddresses()) {
            throw ExpansionException.error("more than redirect_max_addresses addresses");
        }
        adopt(descent.children(parent, children, context.with(parent, parent.slots())));
    }

    /// Routes recipients of the envelope, and what they become.
    RoutingResult route(List<Addressee> recipients) {
        waiting.addAll(recipients);
        for (Addressee next = waiting.poll(); next != null; next = waiting.poll()) {
            take(next);
        }
        return result;
    }

    private void take(Addressee addressee) {
        if (done.contains(addressee.key()) || !seen.add(addressee.key())) {
            result.finished().add(addressee);
            return;
        }
        if (addressee.depth() > MAX_DEPTH) {
            defer(addressee, new Step.Defer("routing loop for " + addressee.given(), false));
            return;
        }
        try {
            Addressee plain = addressee.withoutPercent(context);
            if (plain != addressee) {
                waiting.add(plain);
                return;
            }
        } catch (ExpansionException e) {
            defer(addressee, new Step.Defer(Failed.reason(e), false));
            return;
        }
        MailContext narrow = context.with(addressee, addressee.slots());
        Optional<String> heldBack = held.reason(addressee.address().domain(), narrow);
        if (heldBack.isPresent()) {
            defer(addressee, new Step.Defer(heldBack.get(), true));
            return;
        }
        switch (chain.run(addressee, narrow)) {
            case Step.Accept accept -> accept(addressee, accept, narrow);
            case Step.Redirect redirect -> redirect(addressee, redirect, narrow);
            case Step.Fail fail -> fail(addressee, fail, narrow);
            case Step.Defer defer -> defer(addressee, defer);
            case Step.Freeze(var reason) -> result.frozen().add(new RoutingResult.Failed(addressee, reason));
        }
    }

    private void defer(Addressee addressee, Step.Defer defer) {
        result.deferred().add(new RoutingResult.Deferred(addressee, defer.reason(), defer.ours()));
    }

    /// The address fails as a child of itself, so that it is not finished before the others.
    private void fail(Addressee addressee, Step.Fail fail, MailContext narrow) {
        if (fail.also().isEmpty()) {
            result.failed().add(new RoutingResult.Failed(addressee, fail.reason()));
            return;
        }
        Addressee failing = addressee.copy("", 0);
        if (done.contains(failing.key())) {
            result.finished().add(failing);
        } else {
            result.failed().add(new RoutingResult.Failed(failing, fail.reason()));
        }
        redirect(addressee, fail.also().get(), narrow);
    }

    private void accept(Addressee addressee, Step.Accept accept, MailContext narrow) {
        RouterBlock router = accept.router();
        try {
            TransportBlock transport = descent.transport(accept, narrow);
            Addressee leaf = addressee;
            if (accept.unseen()) {
                leaf = addressee.copy("", 0);
                waiting.add(addressee.copy("+", router.place() + 1));
                if (done.contains(leaf.key())) {
                    result.finished().add(leaf);
                    return;
                }
            }
            descent.inherit(leaf, router, narrow);
            leaf.assign(transport, accept.hosts());
            result.leaves().add(leaf);
        } catch (ExpansionException e) {
            defer(addressee, new Step.Defer(Failed.reason(e), false));
        }
    }

    private void redirect(Addressee addressee, Step.Redirect redirect, MailContext narrow) {
        RouterBlock.Place first = redirect.router().children();
        made += redirect.children().size();
        if (made > plan.maxAddresses()) {
            defer(addressee, new Step.Defer("more than redirect_max_addresses addresses", false));
            return;
        }
        if (!first.missing().isEmpty()) {
            defer(addressee, new Step.Defer("there is no router " + first.missing() + " to redirect to", true));
            return;
        }
        try {
            grow(addressee, redirect, narrow);
        } catch (ExpansionException e) {
            defer(addressee, new Step.Defer(Failed.reason(e), false));
        }
    }

    /// Either all children of an address are taken, or none of them.
    private void grow(Addressee addressee, Step.Redirect redirect, MailContext narrow) throws ExpansionException {
        adopt(descent.children(addressee, redirect, narrow));
        if (redirect.unseen()) {
            waiting.add(addressee.copy("+", redirect.router().place() + 1));
        } else if (redirect.children().isEmpty()) {
            result.dropped().add(addressee);
        }
    }

    private void adopt(List<Made> children) {
        for (Made child : children) {
            switch (child) {
                case Made.Routed(var grown) -> waiting.add(grown);
                case Made.Delivered(var leaf, var transport) -> deliverTo(leaf, transport);
                case Made.Broken broken -> refuse(broken);
            }
        }
    }

    private void refuse(Made.Broken broken) {
        Addressee leaf = broken.addressee();
        if (done.contains(leaf.key()) || !seen.add(leaf.key())) {
            result.finished().add(leaf);
        } else if (broken.forbidden()) {
            result.failed().add(new RoutingResult.Failed(leaf, broken.reason()));
        } else {
            defer(leaf, new Step.Defer(broken.reason(), false));
        }
    }

    private void deliverTo(Addressee leaf, TransportBlock transport) {
        if (done.contains(leaf.key()) || !seen.add(leaf.key())) {
            result.finished().add(leaf);
            return;
        }
        leaf.assign(transport, List.of());
        result.leaves().add(leaf);
    }
}
