package org.postern.delivery;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.mail.Address;
import org.postern.core.MailContext;
import org.postern.spi.Router.Child;

/// Routes the recipients of one message: grows the tree below each, drops duplicates, and stops loops. Used
/// by one thread, once.
final class Routing {
    private static final int MAX_DEPTH = 100;

    private final Plan plan;
    private final MailContext context;
    private final RouterChain chain;
    private final Verifier errorsToVerifier;
    private final Set<String> done;
    private final RoutingResult result = new RoutingResult();
    private final Deque<Addressee> waiting = new ArrayDeque<>();
    private final Set<String> seen = new HashSet<>(4);
    private long made;

    Routing(Plan plan, MailContext context, LocalHosts localHosts, Faults faults, Set<String> done) {
        this.plan = plan;
        this.context = context;
        this.chain = new RouterChain(plan.routers(), localHosts, Purpose.DELIVERY, faults);
        this.errorsToVerifier = new Verifier(plan.routers(), localHosts, faults);
        this.done = done;
    }

    /// Takes what the system filter delivers to; `parent` stands for the filter.
    void take(Addressee parent, List<Child> children) throws ExpansionException {
        made += children.size();
        if (made > plan.maxAddresses()) {
            throw ExpansionException.error("more than redirect_max_addresses addresses");
        }
        adopt(parent, children, transports(children), context.with(parent, parent.slots()));
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
        MailContext narrow = context.with(addressee, addressee.slots());
        switch (chain.run(addressee, narrow)) {
            case Step.Accept accept -> accept(addressee, accept, narrow);
            case Step.Redirect redirect -> redirect(addressee, redirect, narrow);
            case Step.Fail(var reason) -> result.failed().add(new RoutingResult.Failed(addressee, reason));
            case Step.Defer defer -> defer(addressee, defer);
            case Step.Freeze(var reason) -> result.frozen().add(new RoutingResult.Failed(addressee, reason));
        }
    }

    private void defer(Addressee addressee, Step.Defer defer) {
        result.deferred().add(new RoutingResult.Deferred(addressee, defer.reason(), defer.ours()));
    }

    private void accept(Addressee addressee, Step.Accept accept, MailContext narrow) {
        RouterBlock router = accept.router();
        try {
            TransportBlock transport = transport(accept, narrow);
            Addressee leaf = addressee;
            if (router.unseen()) {
                leaf = addressee.copy("", 0);
                waiting.add(addressee.copy("+", router.place() + 1));
                if (done.contains(leaf.key())) {
                    result.finished().add(leaf);
                    return;
                }
            }
            inherit(leaf, router, narrow);
            leaf.assign(transport, accept.hosts());
            result.leaves().add(leaf);
        } catch (ExpansionException e) {
            defer(addressee, new Step.Defer(router.name() + " router: " + e.getMessage(), false));
        }
    }

    private TransportBlock transport(Step.Accept accept, MailContext narrow) throws ExpansionException {
        RouterBlock router = accept.router();
        String name = accept.transport().orElse("");
        if (name.isEmpty()) {
            Expression option =
                    router.transport().orElseThrow(() -> ExpansionException.error("the router sets no transport"));
            name = option.expand(narrow).value();
        }
        return named(name);
    }

    private TransportBlock named(String name) throws ExpansionException {
        return plan.transport(name).orElseThrow(() -> ExpansionException.error("there is no transport " + name));
    }

    /// What the router's options say of the addresses that it handles: where their bounces go, and their
    /// header.
    private void inherit(Addressee addressee, RouterBlock router, MailContext narrow) throws ExpansionException {
        addressee.edit(HeaderEdits.expand(router.headersRemove(), router.headersAdd(), narrow));
        Optional<Address> errorsTo = errorsTo(router, narrow);
        errorsTo.ifPresent(addressee::errorsTo);
    }

    private Optional<Address> errorsTo(RouterBlock router, MailContext narrow) throws ExpansionException {
        if (router.errorsTo().isEmpty()) {
            return Optional.empty();
        }
        try {
            Text text = router.errorsTo().get().expand(narrow);
            Optional<Address> address = Addresses.parse(text.value()).map(found -> qualified(found, narrow));
            return address.filter(
                    found -> found.isNull() || errorsToVerifier.isGood(found, Purpose.VERIFY_SENDER, narrow));
        } catch (ExpansionException e) {
            if (e.forced()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Address qualified(Address address, MailContext context) {
        if (address.isNull() || !address.domain().isEmpty()) {
            return address;
        }
        return new Address(address.localPart(), Names.qualifyDomain(context));
    }

    private void redirect(Addressee addressee, Step.Redirect redirect, MailContext narrow) {
        RouterBlock router = redirect.router();
        RouterBlock.Place first = router.children();
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
            defer(addressee, new Step.Defer(router.name() + " router: " + e.getMessage(), false));
        }
    }

    /// Either all children of an address are taken, or none of them.
    private void grow(Addressee addressee, Step.Redirect redirect, MailContext narrow) throws ExpansionException {
        RouterBlock router = redirect.router();
        List<Optional<TransportBlock>> transports = transports(redirect.children());
        inherit(addressee, router, narrow);
        adopt(addressee, redirect.children(), transports, narrow);
        if (redirect.unseen()) {
            waiting.add(addressee.copy("+", router.place() + 1));
        } else if (redirect.children().isEmpty()) {
            result.dropped().add(addressee);
        }
    }

    /// The transports of the children that name one.
    private List<Optional<TransportBlock>> transports(List<Child> children) throws ExpansionException {
        List<Optional<TransportBlock>> transports = new ArrayList<>();
        for (Child child : children) {
            Optional<String> name = transport(child);
            transports.add(name.isPresent() ? Optional.of(named(name.get())) : Optional.empty());
        }
        return transports;
    }

    private void adopt(
            Addressee parent, List<Child> children, List<Optional<TransportBlock>> transports, MailContext narrow)
            throws ExpansionException {
        List<Addressee> grown = new ArrayList<>();
        for (Child child : children) {
            grown.add(grown(child, parent, grown.size(), narrow));
        }
        for (int i = 0; i < grown.size(); i++) {
            Optional<TransportBlock> transport = transports.get(i);
            if (transport.isPresent()) {
                deliverTo(grown.get(i), transport.get());
            } else {
                waiting.add(grown.get(i));
            }
        }
    }

    /// The transport that a child names.
    private static Optional<String> transport(Child child) {
        return switch (child) {
            case Child.ToTransport target -> Optional.of(target.transport());
            case Child.ToReply answer -> Optional.of(answer.transport());
            case Child.Silent silent -> transport(silent.child());
            case Child.ToAddress _ -> Optional.empty();
        };
    }

    private Addressee grown(Child child, Addressee addressee, int number, MailContext narrow)
            throws ExpansionException {
        return switch (child) {
            case Child.ToAddress(var address, var errorsTo) -> {
                Addressee grown = addressee.child(
                        Addresses.rewritten(qualified(address, narrow), narrow),
                        addressee
                                .router()
                                .map(known -> known.children().index())
                                .orElse(0));
                errorsTo.ifPresent(grown::errorsTo);
                yield grown;
            }
            case Child.ToTransport target -> addressee.target(target.target());
            case Child.ToReply answer -> addressee.reply(answer.reply(), number);
            case Child.Silent(var inner) -> {
                Addressee grown = grown(inner, addressee, number, narrow);
                grown.silence();
                yield grown;
            }
        };
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
