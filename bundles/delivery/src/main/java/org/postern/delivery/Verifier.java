package org.postern.delivery;

import java.util.List;
import java.util.Map;
import org.postern.api.ExpansionException;
import org.postern.api.mail.Address;
import org.postern.core.MailContext;
import org.postern.core.Mailer.Verification;
import org.postern.core.Rewriting.Place;
import org.postern.delivery.Trial.Outcome;

/// Verifies addresses by routing them. Used by one thread.
final class Verifier {
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

    /// Routes the address. One that is redirected to a single other address is as good as that; one that is
    /// redirected to several is good.
    Verification verify(Addressee addressee, Purpose purpose, MailContext context) {
        try {
            return verification(outcomes(rewritten(addressee, purpose, context), purpose, context));
        } catch (ExpansionException e) {
            return new Verification.Deferred("rewriting: " + e.getMessage());
        }
    }

    private List<Outcome> outcomes(Addressee addressee, Purpose purpose, MailContext context) {
        MailContext seen = purpose == Purpose.VERIFY_SENDER ? context.with(MessageOf.sender(Address.NULL, context)) : context;
        return new Trial(plan, seen, surroundings, purpose, faults).run(addressee, false);
    }

    /// The first trouble, if there is any.
    private static Verification verification(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            switch (outcome) {
                case Outcome.Failed(var _, var reason) -> {
                    return new Verification.Failed(reason);
                }
                case Outcome.Deferred(var _, var reason) -> {
                    return new Verification.Deferred(reason);
                }
                case Outcome.Delivered _, Outcome.Target _, Outcome.Broken _ -> {}
            }
        }
        return new Verification.Ok();
    }

    /// An address is verified as it would be if its message came.
    private static Addressee rewritten(Addressee addressee, Purpose purpose, MailContext context)
            throws ExpansionException {
        Address given = addressee.given();
        Place place = purpose == Purpose.VERIFY_SENDER ? Place.ENVELOPE_FROM : Place.ENVELOPE_TO;
        Address address = context.policy().rewriting().envelope(given, place, context);
        return address.equals(given) ? addressee : Addressee.ofEnvelope(address, addressee.parameters());
    }
}
