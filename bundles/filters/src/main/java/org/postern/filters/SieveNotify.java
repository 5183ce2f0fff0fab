package org.postern.filters;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Text;
import org.postern.api.mail.AutoReply;
import org.postern.api.mail.MailboxParser;

/// `notify` by mail (RFC 5435, RFC 5436).
///
/// @param method whom to write to, and what
/// @param from who writes; empty for the recipient
/// @param importance 1, 2 or 3
/// @param message the subject; empty for one made of the message
/// @param tainted whether a stranger wrote the filter
record SieveNotify(
        MailtoUri method, Optional<String> from, String importance, Optional<String> message, boolean tainted)
        implements SieveCommand {
    static SieveCommand of(SieveArguments arguments, boolean tainted) throws FilterFault {
        Optional<String> from = arguments.stringOf("from");
        String importance = arguments.stringOf("importance").orElse("2");
        arguments.stringsOf("options"); // there are none for mailto (RFC 5436, 2.4)
        Optional<String> message = arguments.stringOf("message");
        String uri = arguments.string();
        MailtoUri method =
                MailtoUri.parse(uri).orElseThrow(() -> arguments.fault("invalid notify method \"" + uri + "\""));
        if (!List.of("1", "2", "3").contains(importance)) {
            throw arguments.fault("invalid importance \"" + importance + "\"");
        }
        if (from.isPresent() && !(MailboxParser.parse(from.get()) instanceof MailboxParser.Result.Parsed)) {
            throw arguments.fault("malformed address \"" + from.get() + "\" after :from");
        }
        return new SieveNotify(method, from, importance, message, tainted);
    }

    @Override
    public boolean obey(SieveRun run) throws FilterFault {
        boolean automatic = run.headers().stream()
                .anyMatch(header -> header.is("Auto-Submitted")
                        && !header.value().toLowerCase(Locale.ROOT).equals("no"));
        if (!automatic) {
            run.reply(reply(run));
        }
        return true;
    }

    private AutoReply reply(SieveRun run) throws FilterFault {
        SieveMessage body = SieveMessage.of(method.body());
        Map<String, Text> parts = new HashMap<>();
        parts.put("to", own(method.recipients()));
        parts.put(
                "from",
                from.map(this::own).orElseGet(() -> Text.tainted(run.recipient().toString())));
        parts.put("subject", subject(run));
        parts.put("headers", own(headers(run) + body.headers()));
        parts.put("text", own(body.body()));
        return new AutoReply(parts, false, false, Duration.ZERO);
    }

    /// The subject that the filter says, or the method, or the message has (RFC 5436, 2.7).
    private Text subject(SieveRun run) {
        Optional<String> said = message.or(() -> Optional.of(method.subject()).filter(text -> !text.isEmpty()));
        if (said.isPresent()) {
            return own(SieveHeaders.encoded(said.get().replaceAll("[\\r\\n]+", " ")));
        }
        String given = SieveHeaders.values("Subject", run).stream().findFirst().orElse("");
        return Text.tainted(SieveHeaders.encoded(given.replaceAll("[\\r\\n]+", " ")));
    }

    private String headers(SieveRun run) throws FilterFault {
        StringBuilder fields = new StringBuilder("Auto-Submitted: auto-notified");
        Optional<Text> owner = run.option(FilterOptions.SIEVE_ENOTIFY_MAILTO_OWNER);
        owner.ifPresent(address -> fields.append("; owner-email=\"")
                .append(address.value().replaceAll("[\"\\r\\n\\\\]", ""))
                .append('"'));
        fields.append("\nImportance: ")
                .append(
                        switch (importance) {
                            case "1" -> "High";
                            case "3" -> "Low";
                            default -> "Normal";
                        })
                .append('\n');
        method.fields()
                .forEach((name, value) -> fields.append(name)
                        .append(": ")
                        .append(SieveHeaders.encoded(value))
                        .append('\n'));
        return fields.toString();
    }

    private Text own(String text) {
        return new Text(text, tainted);
    }
}
