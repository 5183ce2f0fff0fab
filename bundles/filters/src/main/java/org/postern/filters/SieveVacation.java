package org.postern.filters;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.AutoReply;
import org.postern.api.mail.Header;
import org.postern.api.mail.MailboxParser;

/// `vacation` (RFC 5230).
///
/// @param days how long nobody is answered twice
/// @param subject of the answer; empty for one made of that of the message
/// @param from who answers; empty for the recipient
/// @param addresses other addresses of the recipient, in lower case
/// @param mime whether the reason begins with MIME fields
/// @param reason the text
/// @param handle what makes this answer the same as others
/// @param tainted whether a stranger wrote the filter
record SieveVacation(
        Duration days,
        Optional<String> subject,
        Optional<String> from,
        List<String> addresses,
        boolean mime,
        String reason,
        String handle,
        boolean tainted)
        implements SieveCommand {
    private static final long DEFAULT_DAYS = 7;
    private static final long MAX_DAYS = 31;
    private static final List<String> RECIPIENT_FIELDS =
            List.of("To", "Cc", "Bcc", "Resent-To", "Resent-Cc", "Resent-Bcc");

    static SieveCommand of(SieveArguments arguments, boolean tainted) throws FilterFault {
        long days = Math.clamp(arguments.numberOf("days").orElse(DEFAULT_DAYS), 1, MAX_DAYS);
        Optional<String> subject = arguments.stringOf("subject");
        Optional<String> from = arguments.stringOf("from");
        List<String> addresses = arguments.stringsOf("addresses").stream()
                .map(address -> address.toLowerCase(Locale.ROOT))
                .toList();
        Optional<String> handle = arguments.stringOf("handle");
        boolean mime = arguments.flag("mime");
        String reason = arguments.string();
        if (from.isPresent() && !(MailboxParser.parse(from.get()) instanceof MailboxParser.Result.Parsed)) {
            throw arguments.fault("malformed address \"" + from.get() + "\" after :from");
        }
        String key = handle.orElseGet(
                () -> String.join("\0", subject.orElse(""), from.orElse(""), mime ? "1" : "0", reason));
        return new SieveVacation(Duration.ofDays(days), subject, from, addresses, mime, reason, key, tainted);
    }

    @Override
    public boolean obey(SieveRun run) throws FilterFault {
        if (!run.answer()) {
            throw new FilterFault("Sieve error: vacation is used more than once");
        }
        if (mayAnswer(run)) {
            run.reply(reply(run));
        }
        return true;
    }

    /// Who must not be answered: RFC 5230, 4.5 and 4.6; RFC 3834, 2.
    private boolean mayAnswer(SieveRun run) {
        Address sender = run.sender();
        String local = sender.localPart().toLowerCase(Locale.ROOT);
        boolean robot = sender.isNull()
                || local.startsWith("owner-")
                || local.endsWith("-request")
                || List.of("mailer-daemon", "listserv", "majordomo").contains(local)
                || sender.equals(run.recipient());
        return !robot
                && run.headers().stream().noneMatch(SieveVacation::isAutomatic)
                && RECIPIENT_FIELDS.stream()
                        .flatMap(name -> SieveHeaders.addresses(name, run).stream())
                        .anyMatch(address -> isOwn(address, run));
    }

    private static boolean isAutomatic(Header header) {
        String value = header.value().toLowerCase(Locale.ROOT);
        return header.name().toLowerCase(Locale.ROOT).startsWith("list-")
                || (header.is("Auto-Submitted") && !value.equals("no"))
                || (header.is("Precedence") && List.of("bulk", "junk", "list").contains(value));
    }

    private boolean isOwn(Address address, SieveRun run) {
        String text = address.toString().toLowerCase(Locale.ROOT);
        return text.equals(run.recipient().toString().toLowerCase(Locale.ROOT)) || addresses.contains(text);
    }

    private AutoReply reply(SieveRun run) throws FilterFault {
        SieveMessage message = mime ? SieveMessage.ofMime(reason) : SieveMessage.of(reason);
        Map<String, Text> parts = new HashMap<>();
        parts.put("to", Text.tainted(run.sender().toString()));
        parts.put(
                "from",
                from.map(this::own).orElseGet(() -> Text.tainted(run.recipient().toString())));
        parts.put("subject", subject(run));
        parts.put("headers", own("Auto-Submitted: auto-replied (vacation)\n" + message.headers()));
        parts.put("text", own(message.body()));
        run.option(FilterOptions.SIEVE_VACATION_DIRECTORY)
                .ifPresent(directory -> parts.put("once", directory.append(Text.trusted("/" + hash()))));
        return new AutoReply(parts, false, false, days);
    }

    private Text own(String text) {
        return new Text(text, tainted);
    }

    private Text subject(SieveRun run) {
        if (subject.isPresent()) {
            return own(SieveHeaders.encoded(subject.get().replaceAll("[\\r\\n]+", " ")));
        }
        List<String> given = SieveHeaders.values("Subject", run);
        return given.isEmpty()
                ? Text.trusted("Automated reply")
                : Text.tainted(SieveHeaders.encoded("Auto: " + given.getFirst().replaceAll("[\\r\\n]+", " ")));
    }

    private String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(handle.getBytes(StandardCharsets.ISO_8859_1));
            return String.format("%064x", new BigInteger(1, digest)).substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
