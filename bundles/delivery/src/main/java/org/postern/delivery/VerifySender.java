package org.postern.delivery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.Message;
import org.postern.api.mail.SenderVerification;
import org.postern.api.smtp.ErrorDetails;
import org.postern.core.MailContext;

/// `verify = sender`: a bounce to the envelope sender could be delivered.
final class VerifySender extends AddressVerification {
    /// `$sender_verify_failure`.
    static final Slot<Text> FAILURE = Slot.of(Slot.Lifetime.MESSAGE, "sender-verify-failure");
    /// What was found in this message, by address.
    private static final Slot<Map<Address, Known>> KNOWN = Slot.of(Slot.Lifetime.MESSAGE, "verified-senders");

    private final AddressCheck check;

    /// A result that need not be found again.
    ///
    /// @param checked the result
    /// @param callout whether the host was asked
    private record Known(Checked checked, boolean callout) {}

    VerifySender(AddressCheck check) {
        super(VerifyOptions.Subject.SENDER);
        this.check = check;
    }

    @Override
    public Set<Phase> phases() {
        return Set.of(
                Phase.MAIL, Phase.RCPT, Phase.PREDATA, Phase.MIME, Phase.DKIM, Phase.PRDR, Phase.DATA, Phase.NOT_SMTP);
    }

    @Override
    Outcome verify(VerifyOptions options, MailContext context) throws ExpansionException {
        Optional<Address> sender = subject(options, context);
        if (sender.isEmpty()) {
            return new Outcome.Defer("", "verify = sender: there is no sender here");
        }
        if (sender.get().isNull()) {
            return new Outcome.Match();
        }
        Checked checked = checked(sender.get(), options, context);
        checked.addressData().ifPresent(data -> context.put(SenderVerification.ADDRESS_DATA, data));
        if (checked.isGood() || check.isOverridden(checked, options)) {
            return new Outcome.Match();
        }
        return failed(sender.get(), checked, options, context);
    }

    private static Optional<Address> subject(VerifyOptions options, MailContext context) throws ExpansionException {
        if (options.address().isEmpty()) {
            return context.message().map(Message::sender);
        }
        String text = options.address().get();
        if (text.isEmpty() || text.equals("<>")) {
            return Optional.of(Address.NULL);
        }
        return Optional.of(Addresses.parse(text)
                .map(address -> address.domain().isEmpty()
                        ? new Address(address.localPart(), Names.qualifyDomain(context))
                        : address)
                .orElseThrow(() -> ExpansionException.defer("verify = sender: malformed address: " + text)));
    }

    private Checked checked(Address sender, VerifyOptions options, MailContext context) {
        Optional<Checked> known = known(sender, options.callout().isPresent(), context);
        if (known.isPresent()) {
            return known.get();
        }
        Checked checked = check.check(sender, Purpose.VERIFY_SENDER, options, context);
        context.put(FAILURE, Text.trusted(checked.stage()));
        Map<Address, Known> all = new HashMap<>(context.get(KNOWN).orElse(Map.of()));
        all.put(sender, new Known(checked, options.callout().isPresent()));
        context.put(KNOWN, Map.copyOf(all));
        return checked;
    }

    /// What is known of an envelope sender of this message. Without a callout, that it was routed counts, and
    /// not what an earlier callout gave.
    static Optional<Checked> known(Address sender, boolean callout, MailContext context) {
        Optional<Known> known = context.get(KNOWN).flatMap(all -> Optional.ofNullable(all.get(sender)));
        if (known.isEmpty() || callout) {
            return Optional.empty();
        }
        Checked checked = known.get().checked();
        return Optional.of(checked.routed() ? Checked.good(checked.addressData()) : checked);
    }

    private static Outcome failed(Address sender, Checked checked, VerifyOptions options, MailContext context) {
        boolean again = context.get(SenderVerification.FAILED)
                .filter(known -> known.address().equals(sender) && known.told())
                .isPresent();
        context.put(
                SenderVerification.FAILED,
                new SenderVerification(
                        sender,
                        checked.isDeferred(),
                        checked.logMessage(),
                        details(sender, checked),
                        again || options.noDetails()));
        return switch (checked.result()) {
            case OK -> new Outcome.Match();
            case FAIL -> new Outcome.NoMatch("Sender verify failed", "Sender verify failed");
            case DEFER -> new Outcome.Defer("", "Could not complete sender verify");
            case CALLOUT_DEFER ->
                new Outcome.Defer(
                        context.setting(ErrorDetails.SMTP_RETURN_ERROR_DETAILS)
                                ? checked.userMessage()
                                : "Could not complete sender verify callout",
                        "Could not complete sender verify callout");
        };
    }

    /// What the client is told before the reply itself.
    private static List<String> details(Address sender, Checked checked) {
        if (checked.userMessage().isEmpty()) {
            return List.of();
        }
        String text = switch (checked.stage()) {
            case "postmaster" -> """
                        Postmaster verification failed while checking <%s>
                        %s
                        Several RFCs state that you are required to have a postmaster
                        mailbox for each mail domain. This host does not accept mail
                        from domains whose servers reject the postmaster address.""";
            case "mail" -> """
                        Callback setup failed while verifying <%s>
                        %s
                        The initial connection, or a HELO or MAIL FROM:<> command was
                        rejected. Refusing MAIL FROM:<> does not help fight spam, disregards
                        RFC requirements, and stops you from receiving standard bounce
                        messages. This host does not accept mail from domains whose servers
                        refuse bounces.""";
            default -> "Verification failed for <%s>\n%s";
        };
        return text.formatted(sender, checked.userMessage()).lines().toList();
    }
}
