package org.postern.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Phase;
import org.postern.api.mail.Address;
import org.postern.api.mail.Header;
import org.postern.api.mail.MailboxParser;
import org.postern.api.mail.MailboxParser.Result;
import org.postern.api.mail.Message;
import org.postern.api.smtp.ErrorDetails;
import org.postern.core.MailContext;

/// `verify = header_sender`: one of the addresses in Sender, Reply-To and From can be answered.
final class VerifyHeaderSender extends AddressVerification {
    private static final List<String> FIELDS = List.of("Sender", "Reply-To", "From");
    /// How many addresses are tried.
    private static final int LIMIT = 100;

    private final AddressCheck check;

    VerifyHeaderSender(AddressCheck check) {
        super(VerifyOptions.Subject.HEADER_SENDER);
        this.check = check;
    }

    @Override
    public Set<Phase> phases() {
        return Set.of(Phase.DATA, Phase.PRDR, Phase.NOT_SMTP);
    }

    /// An address of a field, as it stands there.
    ///
    /// @param field name and colon
    /// @param text the address with all that stands around it
    private record Candidate(String field, String text) {}

    @Override
    Outcome verify(VerifyOptions options, MailContext context) {
        boolean details = context.setting(ErrorDetails.SMTP_RETURN_ERROR_DETAILS);
        boolean deferred = false;
        String told = "";
        for (Candidate candidate : candidates(context)) {
            switch (MailboxParser.parse(candidate.text())) {
                case Result.Malformed(var reason) -> {
                    String fault = "syntax error in '" + candidate.field() + "' header when scanning for sender: "
                            + reason + " in \"" + candidate.text() + "\"";
                    return new Outcome.NoMatch(details ? "Rejected after DATA: " + fault : "", fault);
                }
                case Result.Parsed parsed -> {
                    Address address = qualified(parsed.address(), context);
                    Checked checked = checked(address, options, context);
                    if (checked.isGood()) {
                        return new Outcome.Match();
                    }
                    if (checked.isDeferred() && check.isOverridden(checked, options)) {
                        return new Outcome.Match();
                    }
                    deferred |= checked.isDeferred();
                    told = "Rejected after DATA: could not verify \"" + candidate.field() + "\" header address\n"
                            + address + ": " + checked.logMessage();
                }
            }
        }
        String shown = details ? told : "";
        return deferred
                ? new Outcome.Defer(shown, "all attempts to verify a sender in a header line deferred")
                : new Outcome.NoMatch(shown, "there is no valid sender in any header line");
    }

    private Checked checked(Address address, VerifyOptions options, MailContext context) {
        Optional<Checked> known = VerifySender.known(address, options.callout().isPresent(), context);
        return known.orElseGet(() -> check.check(address, Purpose.VERIFY_SENDER, options, context));
    }

    private static Address qualified(Address address, MailContext context) {
        return address.domain().isEmpty() ? new Address(address.localPart(), Names.qualifyDomain(context)) : address;
    }

    private static List<Candidate> candidates(MailContext context) {
        List<Candidate> found = new ArrayList<>();
        List<Header> headers = context.message().map(Message::headers).orElse(List.of());
        for (String field : FIELDS) {
            for (Header header : headers) {
                if (header.is(field)) {
                    for (String item : MailboxParser.items(header.value())) {
                        found.add(new Candidate(header.name() + ":", item.strip()));
                    }
                }
            }
        }
        return found.size() > LIMIT ? found.subList(0, LIMIT) : found;
    }
}
