package org.postern.kernel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.config.Quantity;
import org.postern.api.mail.Address;
import org.postern.api.mail.Controls;
import org.postern.api.mail.ProtocolTag;
import org.postern.api.smtp.Reply;
import org.postern.core.AddressOptions;
import org.postern.core.MailContext;
import org.postern.core.Rewriting;
import org.postern.core.State.Slots;
import org.postern.spi.SmtpParameter;

/* What is an error of protocol depends on what the client could know: one that pipelines has sent its RCPTs and DATA before it sees that
 * MAIL was refused, and is not blamed for them. */
/// MAIL and RCPT (RFC 5321, 4.1.1.2 and 4.1.1.3), and what must have come before DATA.
final class EnvelopeCommands {
    /// What SIZE says: a sign, and a number without the zeros before it.
    private static final Pattern SIZE = Pattern.compile("([+-]?)0*(\\d*)");

    private static final Reply LATER = Reply.of(451, "3.0", "Temporary local problem - please try later");

    private final SmtpSession session;
    private final Services services;
    private final Client client;
    private final Faults faults;
    private final Throttle throttle;
    private long mails;
    private int recipients;
    private boolean mailRefused;
    private boolean mailWasRefused;
    private boolean rcpt;
    private boolean wasRcpt;
    private boolean tooMany;
    private boolean sameReply = true;
    private Optional<String> rcptReply = Optional.empty();

    EnvelopeCommands(SmtpSession session, Services services, Faults faults) {
        this.session = session;
        this.services = services;
        this.client = session.client();
        this.faults = faults;
        this.throttle = new Throttle(session);
    }

    /// Another command has come.
    void next(String verb) {
        mailWasRefused = mailRefused;
        mailRefused = verb.equals("MAIL");
        wasRcpt = rcpt;
        rcpt = verb.equals("RCPT");
    }

    /// Nothing is known of the next message yet.
    void nextMessage() {
        recipients = 0;
        tooMany = false;
        sameReply = true;
        rcptReply = Optional.empty();
        throttle.nextMessage();
    }

    Reply mail(String argument) {
        mails++;
        throttle.countMail();
        if (!client.isGreeted()
                && (session.leasehold().includes(KernelOptions.HOSTS_REQUIRE_HELO)
                        || session.leasehold().includes(KernelOptions.HELO_VERIFY_HOSTS))) {
            session.logRefusal("rejected MAIL from " + client.logName() + ": no HELO/EHLO given");
            return faults.protocol(503, "5.1", "HELO or EHLO required");
        }
        if (session.transaction().isPresent()) {
            return faults.protocol(503, "5.1", "sender already given");
        }
        String said = argument.substring("FROM:".length()).strip();
        if (said.isEmpty()) {
            return faults.protocol(501, "5.4", "MAIL must have an address operand");
        }
        if (!session.promises().renew()) {
            return Reply.of(451, "3.2", "no configuration is in force - try again later");
        }
        session.leasehold().nextMessage();
        nextMessage();
        try {
            return mailFrom(said);
        } catch (PathSyntax.Malformed e) {
            return faults.syntax(501, "1.7", said, e.reason());
        } catch (Qualification.Unqualified e) {
            return e.reply();
        } catch (ExpansionException e) {
            services.log().panic(String.valueOf(e.getMessage()));
            return LATER;
        }
    }

    private Reply mailFrom(String said) throws PathSyntax.Malformed, Qualification.Unqualified, ExpansionException {
        MailContext known = session.leasehold().context();
        long most = Quantity.of(KernelOptions.SMTP_ACCEPT_MAX_PER_CONNECTION, known);
        if (most > 0 && mails > most) {
            session.logRefusal("rejected MAIL command " + client.logText() + ": too many messages in one connection");
            return Reply.of(421, "7.0", "too many messages in this connection");
        }
        throttle.mail();
        PathSyntax path = PathSyntax.parse(
                SmtpRewriting.of(said, Rewriting.Place.SMTP_SENDER, known), Qualification.syntax(known));
        Map<String, String> parameters = new TreeMap<>();
        Optional<Reply> bad = parameters(Phase.MAIL, path, known, parameters);
        if (bad.isPresent()) {
            return faults.ofExtension(bad.get());
        }
        boolean utf8 = permitsUtf8(parameters.keySet());
        Optional<Reply> beyondAscii = Utf8Paths.refused(path, utf8 || Utf8Paths.isPermitted(known), faults);
        if (beyondAscii.isPresent()) {
            return beyondAscii.get();
        }
        Optional<Reply> huge = huge(path.address(), parameters, known);
        if (huge.isPresent()) {
            return huge.get();
        }
        Address sender = new Qualification(session).sender(path.address(), path.said());
        Optional<Reply> undecided =
                new VouchedSender(session, services).accept(parameters.getOrDefault("AUTH", ""), known);
        if (undecided.isPresent()) {
            return undecided.get();
        }
        return begin(sender, path.said(), parameters, utf8);
    }

    private boolean permitsUtf8(Set<String> keywords) {
        return keywords.stream()
                .flatMap(keyword -> session.leasehold().grammar().parameter(Phase.MAIL, keyword).stream())
                .anyMatch(owned -> owned.element().permitsUtf8());
    }

    private Optional<Reply> huge(Address sender, Map<String, String> parameters, MailContext known)
            throws ExpansionException {
        Matcher announced = SIZE.matcher(parameters.getOrDefault("SIZE", ""));
        long limit = Quantity.of(KernelOptions.MESSAGE_SIZE_LIMIT, known);
        if (!announced.matches() || limit <= 0) {
            return Optional.empty();
        }
        String digits = announced.group(2);
        boolean negative = announced.group(1).equals("-") && !digits.isEmpty();
        boolean beyond = negative || digits.length() > 10 || Long.parseLong("0" + digits) > Integer.MAX_VALUE;
        long size = beyond ? Integer.MAX_VALUE : Long.parseLong("0" + digits);
        if (size <= limit) {
            return Optional.empty();
        }
        if (client.shows("size_reject")) {
            session.logRefusal("rejected MAIL FROM:<" + sender + "> " + client.logText() + ": message too big: size"
                    + (beyond ? ">" : "") + "=" + size + " max=" + limit);
        }
        return Optional.of(Reply.of(552, "3.4", "Message size exceeds maximum permitted"));
    }

    private Reply begin(Address sender, String said, Map<String, String> parameters, boolean utf8) {
        Transaction begun = new Transaction(
                services.spool().newId(),
                sender,
                parameters,
                client.origin(),
                services.clock().instant());
        MailContext known = session.leasehold().context().with(begun);
        if (utf8) {
            known.put(Controls.UTF8, true);
        }
        Optional<Reply> failed = tellParameters(parameters.keySet(), known);
        if (failed.isPresent()) {
            return failed.get();
        }
        begun.mark(known.get(ProtocolTag.ALL).orElse(List.of()));
        Optional<Reply> refused = session.acl().check(Phase.MAIL, known, "MAIL " + said, Optional.of(begun));
        if (refused.isPresent()) {
            return refused.get();
        }
        session.acl().discarded().ifPresent(why -> begun.discard(Phase.MAIL, why));
        session.begin(begun);
        mailRefused = false;
        return session.acl().accepted(Reply.of(250, "1.0", "OK"));
    }

    private Optional<Reply> tellParameters(Set<String> keywords, MailContext known) {
        for (String keyword : keywords) {
            Optional<Grammar.Owned<SmtpParameter>> owned =
                    session.leasehold().grammar().parameter(Phase.MAIL, keyword);
            try {
                owned.ifPresent(parameter -> parameter.element().begun(known));
            } catch (RuntimeException | LinkageError e) {
                services.log().panic("parameter " + keyword + " of MAIL failed: " + e);
                return Optional.of(LATER);
            }
        }
        return Optional.empty();
    }

    private Optional<Reply> parameters(Phase command, PathSyntax path, MailContext known, Map<String, String> accepted)
            throws PathSyntax.Malformed {
        for (Map.Entry<String, Optional<String>> parameter : path.parameters().entrySet()) {
            String keyword = parameter.getKey();
            Optional<Grammar.Owned<SmtpParameter>> owned =
                    session.leasehold().grammar().parameter(command, keyword);
            if (owned.isEmpty() || !session.promises().include(owned.get().extension())) {
                return Optional.of(unknownParameter(path, parameter));
            }
            try {
                Optional<Reply> refused = owned.get().element().accept(known, parameter.getValue());
                if (refused.isPresent()) {
                    return refused;
                }
            } catch (RuntimeException | LinkageError e) {
                services.log().panic("extension " + owned.get().extension() + " failed: " + e);
                return Optional.of(LATER);
            }
            accepted.put(keyword, parameter.getValue().orElse(""));
        }
        return Optional.empty();
    }

    /// A parameter that nobody knows is refused; if an extension that was announced has left, it may be
    /// that one's, and the client may try again.
    private Reply unknownParameter(PathSyntax path, Map.Entry<String, Optional<String>> parameter)
            throws PathSyntax.Malformed {
        Set<String> present = new HashSet<>();
        session.leasehold().grammar().extensions().forEach(extension -> present.add(extension.name()));
        if (!present.containsAll(session.promises().extensions())) {
            return Reply.of(451, "3.3", "extension has been withdrawn - try again with a new EHLO");
        }
        String text = parameter.getKey()
                + parameter.getValue().map(value -> "=" + value).orElse("");
        throw new PathSyntax.Malformed("malformed address: " + text + " may not follow " + path.said());
    }

    Reply rcpt(String argument) {
        recipients++;
        session.transaction().ifPresent(Transaction::recipientCommand);
        Reply reply = recipient(argument.substring("TO:".length()).strip());
        String text = String.join("\n", reply.lines());
        sameReply = sameReply && (rcptReply.isEmpty() || rcptReply.get().equals(text));
        rcptReply = Optional.of(text);
        return reply;
    }

    private Reply recipient(String said) {
        if (session.transaction().isEmpty()) {
            if (pipelines() && mailWasRefused) {
                mailRefused = true;
                return Reply.of(503, "5.1", "sender not yet given");
            }
            rcpt = false;
            return faults.protocol(503, "5.1", "sender not yet given");
        }
        Transaction message = session.transaction().get();
        if (said.isEmpty()) {
            return faults.syntax(501, "5.4", "RCPT must have an address operand");
        }
        throttle.rcpt(recipients);
        try {
            MailContext known = session.leasehold().context();
            PathSyntax path = PathSyntax.parse(
                    SmtpRewriting.of(said, Rewriting.Place.SMTP_RECIPIENT, known), Qualification.syntax(known));
            Optional<Reply> beyondAscii = Utf8Paths.refused(path, Utf8Paths.isPermitted(known), faults);
            if (beyondAscii.isPresent()) {
                message.refused();
                return beyondAscii.get();
            }
            Address address = new Qualification(session).recipient(path.address(), path.said(), "recipient");
            Optional<Reply> surplus = surplus(message, known);
            if (surplus.isPresent()) {
                return surplus.get();
            }
            Optional<Address> plain;
            try {
                plain = AddressOptions.percentHack(address, known);
            } catch (ExpansionException e) {
                return unsplit(message, path.said(), session.messageContext());
            }
            return recipient(message, path, plain.orElse(address));
        } catch (PathSyntax.Malformed e) {
            message.refused();
            return faults.syntax(501, "1.3", said, e.reason());
        } catch (Qualification.Unqualified e) {
            message.refused();
            return e.reply();
        } catch (ExpansionException e) {
            message.deferred();
            services.log().panic(String.valueOf(e.getMessage()));
            return LATER;
        }
    }

    private Reply unsplit(Transaction message, String said, MailContext known) {
        message.deferred();
        String why = "defer in percent_hack_domains check";
        return session.acl().deferred(Phase.RCPT, known, "RCPT " + said, Optional.of(message), why);
    }

    private Optional<Reply> surplus(Transaction message, MailContext known) throws ExpansionException {
        long limit = Quantity.of(KernelOptions.RECIPIENTS_MAX, known);
        if (limit <= 0 || recipients <= limit) {
            return Optional.empty();
        }
        boolean reject = known.setting(KernelOptions.RECIPIENTS_MAX_REJECT);
        if (!tooMany) {
            session.logRefusal("too many recipients: " + (reject ? "message rejected" : "excess temporarily rejected")
                    + ": sender=<" + message.sender() + "> " + client.logText());
        }
        tooMany = true;
        if (reject) {
            message.refused();
        } else {
            message.deferred();
        }
        return Optional.of(Reply.of(reject ? 552 : 452, "5.3", "too many recipients"));
    }

    private Reply recipient(Transaction message, PathSyntax path, Address address) throws PathSyntax.Malformed {
        Map<String, String> parameters = new TreeMap<>();
        Slots slots = new Slots();
        Transaction.To recipient = new Transaction.To(address, Map.of(), slots);
        Optional<Reply> bad =
                parameters(Phase.RCPT, path, session.messageContext().with(recipient, slots), parameters);
        if (bad.isPresent()) {
            message.refused();
            return faults.ofExtension(bad.get());
        }
        Transaction.To complete = new Transaction.To(address, Map.copyOf(parameters), slots);
        if (message.isDiscarded()) {
            return discarded(message, path.said(), message.discardReason());
        }
        MailContext known = session.messageContext().with(complete, slots);
        Optional<Reply> refused = session.acl().check(Phase.RCPT, known, "RCPT " + path.said(), Optional.of(message));
        if (refused.isPresent()) {
            if (refused.get().isTemporary()) {
                message.deferred();
            } else {
                message.refused();
            }
            return refused.get();
        }
        Optional<String> dropped = session.acl().discarded();
        if (dropped.isPresent()) {
            return discarded(message, path.said(), dropped.get());
        }
        message.add(complete);
        return session.acl().accepted(Reply.of(250, "1.5", "Accepted"));
    }

    private Reply discarded(Transaction message, String said, String why) {
        message.refused();
        message.discardRecipient(Phase.RCPT);
        String by = message.isDiscarded() ? "MAIL" : "RCPT";
        session.logRefusal(client.logText() + " F=<" + message.sender() + "> RCPT " + said + ": discarded by " + by
                + " ACL" + (why.isEmpty() ? "" : ": " + why));
        Reply usual = Reply.of(250, "1.5", "Accepted");
        return message.isDiscarded() ? usual : session.acl().accepted(usual);
    }

    private boolean pipelines() {
        return session.promises().include("pipelining");
    }

    /// The reply if no data may come now.
    ///
    /// @param verb the command that would bring them
    Optional<Reply> beforeData(String verb) {
        boolean nobody = session.transaction()
                .filter(message -> !message.to().isEmpty() || message.hasDiscardedRecipients())
                .isEmpty();
        if (nobody) {
            return Optional.of(nobody(verb));
        }
        if (tooMany && session.leasehold().context().setting(KernelOptions.RECIPIENTS_MAX_REJECT)) {
            session.abandon();
            return Optional.of(Reply.of(554, "5.3", "Too many recipients"));
        }
        return Optional.empty();
    }

    private Reply nobody(String verb) {
        List<String> before = new ArrayList<>();
        if (sameReply && rcptReply.isPresent()) {
            before.add("All RCPT commands were rejected with this error:");
            before.addAll(rcptReply.get().lines().toList());
        }
        boolean excused = pipelines() && wasRcpt;
        rcpt = excused && !verb.equals("DATA"); // of chunks there may be more on their way
        Reply reply = excused
                ? Reply.of(503, "5.1", "Valid RCPT command must precede " + verb)
                : faults.protocol(503, "5.1", "valid RCPT command must precede " + verb);
        before.addAll(reply.lines());
        return new Reply(reply.code(), reply.enhanced(), before);
    }
}
