package org.postern.delivery;

import java.util.Optional;
import java.util.Set;
import org.postern.api.Phase;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.api.mail.Recipient;
import org.postern.api.mail.RecipientVerification;
import org.postern.core.MailContext;

/// `verify = recipient`: mail for the recipient can be delivered.
final class VerifyRecipient extends AddressVerification {
    /// `$recipient_verify_failure`.
    static final Slot<Text> FAILURE = Slot.of(Slot.Lifetime.MESSAGE, "recipient-verify-failure");

    private final AddressCheck check;

    VerifyRecipient(AddressCheck check) {
        super(VerifyOptions.Subject.RECIPIENT);
        this.check = check;
    }

    @Override
    public Set<Phase> phases() {
        return Set.of(Phase.RCPT);
    }

    @Override
    Outcome verify(VerifyOptions options, MailContext context) {
        Optional<Recipient> recipient = context.recipient();
        if (recipient.isEmpty()) {
            return new Outcome.Defer("", "verify = recipient: there is no recipient here");
        }
        Checked checked = check.check(recipient.get().address(), Purpose.VERIFY_RECIPIENT, options, context);
        context.put(FAILURE, Text.trusted(checked.stage()));
        checked.addressData().ifPresent(data -> context.put(RecipientVerification.ADDRESS_DATA, data));
        if (checked.isGood() || check.isOverridden(checked, options)) {
            return new Outcome.Match();
        }
        return checked.isDeferred()
                ? new Outcome.Defer(checked.userMessage(), checked.logMessage())
                : new Outcome.NoMatch(checked.userMessage(), checked.logMessage());
    }
}
