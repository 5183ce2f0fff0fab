package org.postern.routers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.MailboxParser;
import org.postern.api.mail.Recipient;
import org.postern.spi.Router.Child;
import org.postern.spi.Router.Result;

/// The addresses that a program answers with. Pipes, files and inclusions are not allowed there.
///
/// @param settings of the router
/// @param recipient who is replaced
/// @param context for the domain of those that have none
record ProgramRedirection(Settings settings, Recipient recipient, Context context) {
    /// What the list says.
    Result result(String list) throws ExpansionException {
        List<Child> children = new ArrayList<>();
        for (RedirectItem item : RedirectList.parse(list)) {
            if (!(item instanceof RedirectItem.Mailbox(String text))) {
                return new Result.Defer(
                        "error in data returned by " + settings.name() + " router: only addresses are permitted");
            }
            switch (MailboxParser.parse(text)) {
                case MailboxParser.Result.Malformed(String reason) -> {
                    return new Result.Defer("error in redirect: " + reason + " in \"" + text + "\"");
                }
                case MailboxParser.Result.Parsed parsed ->
                    children.add(new Child.ToAddress(qualified(parsed.address()), Optional.empty()));
            }
        }
        return children.isEmpty() ? new Result.Decline() : new Result.Redirect(children);
    }

    private Address qualified(Address address) throws ExpansionException {
        if (!address.domain().isEmpty()) {
            return address;
        }
        Text domain = context.variable("qualify_recipient").orElse(Text.EMPTY);
        return new Address(
                address.localPart(), domain.isEmpty() ? recipient.address().domain() : domain.value());
    }
}
