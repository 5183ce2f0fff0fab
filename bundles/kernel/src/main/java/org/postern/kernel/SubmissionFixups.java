package org.postern.kernel;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.Controls;
import org.postern.api.mail.EncodedWords;
import org.postern.api.mail.Header;
import org.postern.api.mail.MailboxParser;
import org.postern.api.mail.MailboxParser.Result;
import org.postern.api.mail.Message;
import org.postern.core.MailContext;

/// What is mended in a message that comes from its author's own program (`control = submission`; RFC 6409,
/// 8): Date, Message-ID and From are added where they are missing; who has authenticated is the envelope
/// sender, and stands in Sender unless From has the same address.
final class SubmissionFixups {
    private final Controls.Submission control;
    private final String authenticatedId;
    private final Consumer<String> rewritten;

    /// @param authenticatedId who has authenticated, or the empty string
    /// @param rewritten is told if the envelope sender becomes another
    SubmissionFixups(Controls.Submission control, String authenticatedId, Consumer<String> rewritten) {
        this.control = control;
        this.authenticatedId = authenticatedId;
        this.rewritten = rewritten;
    }

    void apply(Transaction message, MailContext context) throws ExpansionException {
        boolean resent =
                message.headers().stream().anyMatch(header -> header.name().regionMatches(true, 0, "Resent-", 0, 7));
        String prefix = resent ? "Resent-" : "";
        if (control.sender()) {
            message.removeHeader(prefix + "Sender");
        }
        if (fields(message, prefix + "Message-ID").findAny().isEmpty()) {
            String host = value("primary_hostname", context);
            add(message, prefix + "Message-Id", "<E" + message.id() + "@" + host + ">");
        }
        Optional<String> author = author(context);
        if (fields(message, prefix + "From").findAny().isEmpty()) {
            from(message, prefix, author);
        }
        if (control.sender() && author.isPresent()) {
            check(message, prefix, author.get());
        }
        if (fields(message, prefix + "Date").findAny().isEmpty()) {
            add(message, prefix + "Date", value("tod_full", context));
        }
    }

    /// The address of who has authenticated.
    private Optional<String> author(MailContext context) throws ExpansionException {
        if (authenticatedId.isEmpty()) {
            return Optional.empty();
        }
        String domain = control.domain().isPresent() ? control.domain().get() : value("qualify_domain", context);
        return Optional.of(domain.isEmpty() ? authenticatedId : new Address(authenticatedId, domain).toString());
    }

    private void from(Transaction message, String prefix, Optional<String> author) {
        Optional<String> address = message.sender().isNull()
                ? author
                : Optional.of(message.sender().toString());
        address.ifPresent(known -> add(message, prefix + "From", mailbox(known)));
    }

    /// Names the author in Sender if From does not, and makes the author the envelope sender.
    private void check(Transaction message, String prefix, String author) {
        boolean same = fields(message, prefix + "From")
                .findFirst()
                .filter(header -> isOnly(author, header.value()))
                .isPresent();
        if (!same) {
            add(message, prefix + "Sender", mailbox(author));
        }
        Address before = message.sender();
        if (!before.isNull()
                && MailboxParser.parse(author) instanceof Result.Parsed parsed
                && !parsed.address().equals(before)) {
            message.senderIs(parsed.address());
            rewritten.accept("\"" + before + "\" from env-from rewritten as \"" + author + "\" by submission mode");
        }
    }

    private static boolean isOnly(String author, String mailbox) {
        return MailboxParser.parse(mailbox.replace("\r\n", "\n")) instanceof Result.Parsed parsed
                && parsed.text().equalsIgnoreCase(author);
    }

    private String mailbox(String address) {
        String name = control.name().orElse("").strip();
        return name.isEmpty() ? address : phrase(name) + " <" + address + ">";
    }

    /// A name as it may stand before an address (RFC 5322, 3.2.5).
    private static String phrase(String name) {
        if (name.chars().anyMatch(c -> c < ' ' || c > 126)) {
            return EncodedWords.encode(name.replaceAll("[\\x00-\\x1f]", " "), "utf-8");
        }
        boolean plain = name.chars().noneMatch(c -> "()<>[]:;@\\,.\"".indexOf(c) >= 0);
        return plain ? name : "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static Stream<Header> fields(Transaction message, String name) {
        return message.headers().stream().filter(header -> header.is(name));
    }

    private static void add(Transaction message, String name, String value) {
        message.addHeader(Header.of(name, value), Message.Placement.AT_END);
    }

    private static String value(String variable, MailContext context) throws ExpansionException {
        return context.variable(variable).map(Text::value).orElse("");
    }
}
