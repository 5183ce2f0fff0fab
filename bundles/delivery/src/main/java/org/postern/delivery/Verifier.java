package org.postern.delivery;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.mail.Address;
import org.postern.core.MailContext;
import org.postern.core.Mailer.Verification;
import org.postern.core.Rewriting.Place;
import org.postern.core.State.Slots;
import org.postern.spi.Router.Child;

/// Verifies addresses by routing them. Used by one thread.
final class Verifier {
    private static final int MAX_REDIRECTIONS = 100;

    private final Plan plan;
    private final Surroundings surroundings;
    private final Faults faults;

    Verifier(Plan plan, Surroundings surroundings, Faults faults) {
        this.plan = plan;
        this.surroundings = surroundings;
        this.faults = faults;
    }

    boolean isGood(Address address, Purpose purpose, MailContext context) {
        return verify(Addressee.ofEnvelope(address, Map.of()), purpose, context) instanceof Verification.Ok;
    }

    /// Where routing ended.
    ///
    /// @param step what the routers said last; a redirection if it leads to several, or if that is good
    /// enough
    /// @param addressee of whom they said it
    record Route(Step step, Addressee addressee) {}

    Verification verify(Addressee addressee, Purpose purpose, MailContext context) {
        return switch (route(addressee, purpose, context, false).step()) {
            case Step.Accept _, Step.Redirect _ -> new Verification.Ok();
            case Step.Fail(var reason, var _) -> new Verification.Failed(reason);
            case Step.Defer(var reason, var _) -> new Verification.Deferred(reason);
            case Step.Freeze(var reason) -> new Verification.Deferred(reason);
        };
    }

    /// Routes the address, and what it is redirected to if that is a single other address.
    Route route(Addressee addressee, Purpose purpose, MailContext context, boolean endsAtRedirection) {
        try {
            return routed(rewritten(addressee, purpose, context), purpose, context, endsAtRedirection);
        } catch (ExpansionException e) {
            return new Route(new Step.Defer("rewriting: " + e.getMessage(), false), addressee);
        }
    }

    /// An address is verified as it would be if its message came.
    private static Addressee rewritten(Addressee addressee, Purpose purpose, MailContext context)
            throws ExpansionException {
        Address given = addressee.given();
        Place place = purpose == Purpose.VERIFY_SENDER ? Place.ENVELOPE_FROM : Place.ENVELOPE_TO;
        Address address = context.policy().rewriting().envelope(given, place, context);
        return address.equals(given) ? addressee : Addressee.ofEnvelope(address, addressee.parameters());
    }

    private Route routed(Addressee addressee, Purpose purpose, MailContext context, boolean endsAtRedirection)
            throws ExpansionException {
        RouterChain chain = new RouterChain(plan, surroundings, purpose, faults);
        Addressee next = addressee;
        for (int redirections = 0; redirections <= MAX_REDIRECTIONS; redirections++) {
            next = next.withoutPercent(context);
            Step step = chain.run(next, context.with(next, new Slots()));
            if (!(step instanceof Step.Redirect(var router, var children, var unseen))) {
                return new Route(step, next);
            }
            Optional<Address> only = unseen || endsAtRedirection ? Optional.empty() : onlyAddress(children);
            if (only.isEmpty()) {
                return new Route(step, next);
            }
            Address address = only.get();
            Address qualified = address.domain().isEmpty()
                    ? new Address(address.localPart(), Names.qualifyDomain(context))
                    : address;
            next = next.child(
                    Addresses.rewritten(qualified, context), router.children().index());
        }
        return new Route(new Step.Defer("routing loop for " + addressee.given(), false), next);
    }

    private static Optional<Address> onlyAddress(List<Child> children) {
        return children.size() == 1 ? address(children.getFirst()) : Optional.empty();
    }

    private static Optional<Address> address(Child child) {
        return switch (child) {
            case Child.ToAddress to -> Optional.of(to.address());
            case Child.Forwarded forwarded -> address(forwarded.child());
            case Child.Silent _, Child.ToTransport _, Child.ToReply _, Child.Broken _ -> Optional.empty();
        };
    }
}
