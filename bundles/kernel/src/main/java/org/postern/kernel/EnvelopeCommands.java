package org.postern.kernel;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.smtp.Reply;
import org.postern.core.MailContext;
import org.postern.core.Rewriting;
import org.postern.core.State.Slots;
import org.postern.spi.SmtpParameter;

/// MAIL and RCPT (RFC 5321, 4.1.1.2 and 4.1.1.3).
final class EnvelopeCommands {
    private final SmtpSession session;
    private final Services services;
    private final Client client;
    private final Leasehold leasehold;
    private final AclGate acl;

    EnvelopeCommands(SmtpSession session, Services services, Client client, Leasehold leasehold, AclGate acl) {
        this.session = session;
        this.services = services;
        this.client = client;
        this.leasehold = leasehold;
        this.acl = acl;
    }

    Reply mail(String argument) {
        if (session.transaction().isPresent()) {
            return Reply.of(503, "5.1", "sender already given");
        }
        if (!argument.regionMatches(true, 0, "FROM:", 0, 5)) {
            return Reply.of(501, "5.2", "MAIL must have FROM:<address>");
        }
        if (!leasehold.renew()) {
            return Reply.of(451, "3.2", "no configuration is in force - try again later");
        }
        PathSyntax path;
        try {
            path = PathSyntax.parse(rewritten(argument.substring(5), Rewriting.Place.SMTP_SENDER), false);
        } catch (PathSyntax.Malformed e) {
            session.log("rejected MAIL from " + client.logText() + ": " + e.reason());
            return Reply.of(501, "1.7", e.reason());
        } catch (ExpansionException e) {
            return notRewritten(e);
        }
        Address sender = path.address();
        if (!sender.isNull() && sender.domain().isEmpty()) {
            return Reply.of(501, "1.7", sender + ": sender address must contain a domain");
        }
        leasehold.nextMessage();
        Map<String, String> parameters = new TreeMap<>();
        Optional<Reply> bad = parameters(Phase.MAIL, path.parameters(), leasehold.context(), parameters);
        if (bad.isPresent()) {
            return bad.get();
        }
        Transaction begun = new Transaction(
                services.spool().newId(),
                sender,
                parameters,
                client.origin(),
                services.clock().instant());
        Optional<Reply> refused =
                acl.check(Phase.MAIL, leasehold.context().with(begun), "MAIL <" + sender + ">", Optional.of(begun));
        if (refused.isPresent()) {
            return refused.get();
        }
        session.begin(begun);
        return acl.accepted(Reply.of(250, "1.0", "OK"));
    }

    private Reply notRewritten(ExpansionException e) {
        services.log().panic("rewriting at SMTP time: " + e.getMessage());
        return Reply.of(451, "3.0", "Temporary local problem - please try later");
    }

    /// The argument of MAIL or RCPT after the rewriting rules for SMTP time, which see the path as it came.
    private String rewritten(String argument, Rewriting.Place place) throws ExpansionException {
        Rewriting rewriting = leasehold.context().policy().rewriting();
        String text = argument.strip();
        if (!rewriting.applies(place)) {
            return text;
        }
        int close = text.startsWith("<") ? text.lastIndexOf('>') + 1 : text.indexOf(' ');
        int end = close <= 0 ? text.length() : close;
        String before = text.substring(0, end);
        String after = rewriting.rewrite(before, place, leasehold.context()).text();
        return after.equals(before) ? text : "<" + after + ">" + text.substring(end);
    }

    private Optional<Reply> parameters(
            Phase command, Map<String, Optional<String>> given, MailContext known, Map<String, String> accepted) {
        for (Map.Entry<String, Optional<String>> parameter : given.entrySet()) {
            String keyword = parameter.getKey();
            Optional<Grammar.Owned<SmtpParameter>> owned = leasehold.grammar().parameter(command, keyword);
            if (owned.isEmpty() || !session.promised().contains(owned.get().extension())) {
                return Optional.of(unknownParameter(command, keyword));
            }
            try {
                Optional<Reply> refused = owned.get().element().accept(known, parameter.getValue());
                if (refused.isPresent()) {
                    return refused;
                }
            } catch (RuntimeException | LinkageError e) {
                services.log().panic("extension " + owned.get().extension() + " failed: " + e);
                return Optional.of(Reply.of(451, "3.0", "Temporary local problem - please try later"));
            }
            accepted.put(keyword, parameter.getValue().orElse(""));
        }
        return Optional.empty();
    }

    /// A parameter that nobody knows is refused; if an extension that was announced has left, it may be
    /// that one's, and the client may try again.
    private Reply unknownParameter(Phase command, String keyword) {
        Set<String> present = new HashSet<>();
        leasehold.grammar().extensions().forEach(extension -> present.add(extension.name()));
        return present.containsAll(session.promised())
                ? Reply.of(555, "5.4", command + " parameter " + keyword + " not recognized or not permitted")
                : Reply.of(451, "3.3", "extension has been withdrawn - try again with a new EHLO");
    }

    Reply rcpt(String argument) {
        if (session.transaction().isEmpty()) {
            return Reply.of(503, "5.1", "sender not yet given");
        }
        Transaction message = session.transaction().get();
        if (!argument.regionMatches(true, 0, "TO:", 0, 3)) {
            return Reply.of(501, "5.2", "RCPT must have TO:<address>");
        }
        PathSyntax path;
        Address address;
        try {
            path = PathSyntax.parse(rewritten(argument.substring(3), Rewriting.Place.SMTP_RECIPIENT), false);
            address = qualified(path.address(), leasehold);
        } catch (PathSyntax.Malformed e) {
            session.log(client.logText() + " F=<" + message.sender() + "> rejected RCPT: " + e.reason());
            return Reply.of(501, "1.3", e.reason());
        } catch (ExpansionException e) {
            return notRewritten(e);
        }
        long limit = leasehold.context().setting(KernelOptions.RECIPIENTS_MAX);
        if (limit > 0 && message.to().size() >= limit) {
            message.refused();
            boolean reject = leasehold.context().setting(KernelOptions.RECIPIENTS_MAX_REJECT);
            return Reply.of(reject ? 552 : 452, "5.3", "too many recipients");
        }
        Map<String, String> parameters = new TreeMap<>();
        Slots slots = new Slots();
        Transaction.To recipient = new Transaction.To(address, Map.of(), slots);
        MailContext known = session.messageContext().with(recipient, slots);
        Optional<Reply> bad = parameters(Phase.RCPT, path.parameters(), known, parameters);
        if (bad.isPresent()) {
            return bad.get();
        }
        Transaction.To complete = new Transaction.To(address, Map.copyOf(parameters), slots);
        Optional<Reply> refused = acl.check(
                Phase.RCPT,
                session.messageContext().with(complete, slots),
                "RCPT <" + address + ">",
                Optional.of(message));
        if (refused.isPresent()) {
            message.refused();
            return refused.get();
        }
        if (!acl.droppedRecipient()) {
            message.add(complete);
        } else {
            message.refused();
        }
        return acl.accepted(Reply.of(250, "1.5", "Accepted"));
    }

    /// `postmaster` may come without a domain (RFC 5321, 4.5.1), no other recipient.
    static Address qualified(Address address, Leasehold leasehold) throws PathSyntax.Malformed {
        if (address.isNull()) {
            throw new PathSyntax.Malformed("<>: recipient address must not be empty");
        }
        if (!address.domain().isEmpty()) {
            return address;
        }
        if (!address.localPart().equalsIgnoreCase("postmaster")) {
            throw new PathSyntax.Malformed(address + ": recipient address must contain a domain");
        }
        try {
            return new Address(
                    address.localPart(),
                    leasehold
                            .context()
                            .variable("qualify_recipient")
                            .map(Text::value)
                            .orElse(leasehold.host()));
        } catch (ExpansionException e) {
            return new Address(address.localPart(), leasehold.host());
        }
    }
}
