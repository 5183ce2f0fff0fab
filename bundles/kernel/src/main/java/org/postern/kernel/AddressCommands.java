package org.postern.kernel;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Phase;
import org.postern.api.mail.Address;
import org.postern.api.smtp.Reply;
import org.postern.core.MailContext;
import org.postern.core.Mailer;
import org.postern.core.Policy;
import org.postern.core.State.Slots;
import org.postern.spi.SmtpParameter;

/// VRFY and EXPN (RFC 5321, 3.5).
final class AddressCommands {
    private final SmtpSession session;
    private final Services services;
    private final Faults faults;

    AddressCommands(SmtpSession session, Services services, Faults faults) {
        this.session = session;
        this.services = services;
        this.faults = faults;
    }

    Reply verify(String argument) throws IOException {
        Address address;
        boolean utf8;
        try {
            PathSyntax path = path(argument);
            utf8 = permitsUtf8(Phase.VRFY, path);
            Optional<Reply> beyondAscii = Utf8Paths.refused(path, utf8, faults);
            if (beyondAscii.isPresent()) {
                return beyondAscii.get();
            }
            address = new Qualification(session).recipient(path.address(), path.said(), "verify");
        } catch (PathSyntax.Malformed e) {
            return Reply.of(501, "1.3", e.reason());
        } catch (Qualification.Unqualified e) {
            return e.reply();
        }
        Slots slots = new Slots();
        MailContext known = session.messageContext().with(new Transaction.To(address, Map.of(), slots), slots);
        Optional<Reply> refused = session.acl().check(Phase.VRFY, known, "VRFY " + argument, session.transaction());
        if (refused.isPresent()) {
            return refused.get();
        }
        return Utf8Paths.reply(verdict(address, argument, known), utf8);
    }

    private Reply verdict(Address address, String argument, MailContext known) throws IOException {
        return switch (services.mailer().verify(address, session.leasehold().policy(), known)) {
            case Mailer.Verification.Ok _ -> Reply.of(250, "1.5", "<" + address + "> is deliverable");
            case Mailer.Verification.Failed failed -> {
                session.log(
                        "VRFY failed for " + argument + " " + session.client().logText());
                String reason = failed.reason().isEmpty() ? "is not deliverable" : failed.reason();
                yield Reply.of(550, "1.1", "<" + address + "> " + reason);
            }
            case Mailer.Verification.Deferred _ ->
                Reply.of(451, "4.0", "Cannot resolve <" + address + "> at this time");
        };
    }

    /// Whether a parameter of the command permits UTF-8. One that nobody offers is malformed.
    private boolean permitsUtf8(Phase command, PathSyntax path) throws PathSyntax.Malformed {
        boolean utf8 = Utf8Paths.isPermitted(session.leasehold().context());
        for (Map.Entry<String, Optional<String>> given : path.parameters().entrySet()) {
            Optional<SmtpParameter> known = session.leasehold()
                    .grammar()
                    .parameter(command, given.getKey())
                    .filter(owned -> session.promises().include(owned.extension()))
                    .map(Grammar.Owned::element);
            boolean taken = known.isPresent()
                    && known.get()
                            .accept(session.leasehold().context(), given.getValue())
                            .isEmpty();
            if (!taken) {
                throw new PathSyntax.Malformed("malformed address: " + given.getKey() + " may not follow the address");
            }
            utf8 = utf8 || known.get().permitsUtf8();
        }
        return utf8;
    }

    private PathSyntax path(String argument) throws PathSyntax.Malformed {
        return PathSyntax.parse(
                argument, Qualification.syntax(session.leasehold().context()));
    }

    /// Says what an address stands for. As for VRFY, the ACL decides who may ask.
    Reply expand(String argument) throws IOException {
        Optional<Reply> refused =
                session.acl().check(Phase.EXPN, session.messageContext(), "EXPN " + argument, session.transaction());
        if (refused.isPresent()) {
            return refused.get();
        }
        Address address;
        boolean utf8;
        try {
            PathSyntax path = path(argument);
            utf8 = permitsUtf8(Phase.EXPN, path);
            Optional<Reply> beyondAscii = Utf8Paths.refused(path, utf8, faults);
            if (beyondAscii.isPresent()) {
                return beyondAscii.get();
            }
            address = new Qualification(session).forced(path.address());
        } catch (PathSyntax.Malformed e) {
            return Reply.of(501, "1.3", e.reason());
        }
        return Utf8Paths.reply(members(address), utf8);
    }

    private Reply members(Address address) throws IOException {
        Policy policy = session.leasehold().policy();
        return switch (services.mailer().expand(address, policy, session.messageContext())) {
            case Mailer.Expansion.Members(List<String> members)
            when members.isEmpty() -> Reply.of(250, "1.5", "mail to <" + address + "> is discarded");
            case Mailer.Expansion.Members(List<String> members) ->
                new Reply(
                        250,
                        "1.5",
                        members.stream()
                                .map(member -> "<" + Printable.of(member) + ">")
                                .toList());
            case Mailer.Expansion.Undeliverable _ -> Reply.of(553, "1.1", address + " is undeliverable");
            case Mailer.Expansion.Unknown _ -> Reply.of(451, "4.0", address + " cannot be resolved at this time");
        };
    }
}
