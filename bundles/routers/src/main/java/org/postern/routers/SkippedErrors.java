package org.postern.routers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Header;
import org.postern.api.mail.MailboxParser;
import org.postern.api.mail.Message;
import org.postern.api.mail.Outbox;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Recipient;

/// Tells of the errors that a `redirect` router passes over with `skip_syntax_errors`: the log, and during a
/// delivery whom `syntax_errors_to` names.
///
/// @param settings of the router
/// @param recipient whose list or filter it is
/// @param context where it was run
record SkippedErrors(Settings settings, Recipient recipient, Context context) {
    /// Reports them.
    ///
    /// @param others whether something of the list was used
    void report(List<String> errors, boolean others) throws ExpansionException {
        context.log()
                .main(
                        context.message().map(Message::id).orElse(""),
                        settings.name() + " router skipped errors in redirect data for " + recipient.address() + ": "
                                + String.join("; ", errors));
        Optional<Outbox> outbox = context.get(Outbox.SLOT);
        Optional<String> reader = settings.get(RedirectDriver.SYNTAX_ERRORS_TO);
        if (outbox.isEmpty() || reader.isEmpty()) {
            return;
        }
        switch (MailboxParser.parse(reader.get())) {
            case MailboxParser.Result.Parsed parsed ->
                outbox.get().send(message(reader.get(), errors, others), List.of(qualified(parsed.address())));
            case MailboxParser.Result.Malformed(String reason) ->
                throw ExpansionException.error("syntax_errors_to: " + reason + " in \"" + reader.get() + "\"");
        }
    }

    private Address qualified(Address address) throws ExpansionException {
        return address.domain().isEmpty() ? new Address(address.localPart(), variable("qualify_recipient")) : address;
    }

    private String variable(String name) throws ExpansionException {
        return context.variable(name)
                .orElseThrow(() -> ExpansionException.error(name + " is not set"))
                .value();
    }

    private Outgoing message(String to, List<String> errors, boolean others) throws ExpansionException {
        StringBuilder text = new StringBuilder();
        Optional<Expression> own = settings.get(RedirectDriver.SYNTAX_ERRORS_TEXT);
        if (own.isPresent()) {
            text.append(own.get().expand(context).value()).append("\n\n");
        }
        text.append("What the router ")
                .append(settings.name())
                .append(" read for ")
                .append(recipient.address())
                .append(" has errors:\n\n");
        errors.forEach(error -> text.append("  ").append(error).append('\n'));
        text.append(others ? "\nThe rest of it was used.\n" : "\nNothing of it could be used.\n");
        String body = text.toString().replace("\r\n", "\n").replace("\n", "\r\n");
        List<Header> headers = new ArrayList<>();
        headers.add(Header.of("From", "Mail Delivery System <Mailer-Daemon@" + variable("qualify_domain") + ">"));
        headers.add(Header.of("To", to));
        headers.add(Header.of("Auto-Submitted", "auto-generated"));
        headers.add(Header.of("Subject", "Errors in the redirection of " + recipient.address()));
        return new Outgoing(Address.NULL, headers, Bytes.of(body.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
