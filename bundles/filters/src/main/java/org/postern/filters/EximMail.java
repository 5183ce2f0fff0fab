package org.postern.filters;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.AutoReply;
import org.postern.spi.Filter.Action;
import org.postern.spi.Filter.Ending;

/// `mail` and `vacation`.
///
/// @param vacation which of them
/// @param parts what the message is made of
/// @param expandFile whether the content of `file` is expanded
/// @param returnMessage whether the message that is answered stands at the end
/// @param onceRepeat how long `once` holds
/// @param seen whether this makes all other delivery needless
/// @param silent whether nobody is told if it fails
record EximMail(
        boolean vacation,
        Map<String, FilterString> parts,
        boolean expandFile,
        boolean returnMessage,
        Duration onceRepeat,
        boolean seen,
        boolean silent)
        implements EximCommand {
    private static final Set<String> FILES = Set.of("file", "log", "once");
    private static final Set<String> LINES = Set.of("to", "cc", "bcc", "from", "reply_to", "subject");

    EximMail {
        parts = Map.copyOf(parts);
    }

    @Override
    public Optional<Ending> obey(EximRun run) throws FilterFault {
        Map<String, Text> values = new LinkedHashMap<>();
        for (String name : EximMailParser.PARTS) {
            FilterString part = parts.get(name);
            if (part != null) {
                values.put(name, value(name, part, run));
            }
        }
        report(values, run);
        if (!values.containsKey("to")) {
            values.put("to", replyAddress(run));
        }
        Text headers = values.remove("extra_headers");
        if (headers != null) {
            values.put("headers", headers);
        }
        if (values.getOrDefault("to", Text.EMPTY).isEmpty()) {
            return Optional.empty(); // there is nobody to write to
        }
        run.add(new Action.Reply(new AutoReply(values, expandFile, returnMessage, onceRepeat), silent), seen);
        return Optional.empty();
    }

    private static Text value(String name, FilterString part, EximRun run) throws FilterFault {
        Text value = part.expand(run.context(), "\"mail\" command");
        if (FILES.contains(name)) {
            return run.scope().file(value, run.context());
        }
        return LINES.contains(name) ? value.with(oneLine(value.value())) : value;
    }

    /// A value for one header field: line ends that are not folds become spaces, other control characters are
    /// left out.
    private static String oneLine(String value) {
        return value.strip()
                .replace("\r\n", "\n")
                .replaceAll("\n(?![ \t])", " ")
                .replaceAll("[\\x00-\\x08\\x0b-\\x1f\\x7f]", "");
    }

    private static Text replyAddress(EximRun run) throws FilterFault {
        try {
            return run.context().variable("reply_address").orElse(Text.EMPTY);
        } catch (ExpansionException e) {
            throw new FilterFault("$reply_address: " + e.getMessage());
        }
    }

    private void report(Map<String, Text> values, EximRun run) {
        if (!run.isTest()) {
            return;
        }
        Text to = values.get("to");
        run.report((seen ? "Seen mail" : "Mail") + " to: " + (to == null ? "<default>" : to.value())
                + (vacation ? " (vacation)" : "") + (silent ? " (noerror)" : ""));
        values.forEach((name, value) -> {
            if (!name.equals("to")) {
                run.report(" ".repeat(Math.max(0, 7 - name.length())) + name + ": " + Printing.of(value.value())
                        + (expandFile && name.equals("file") ? " (expanded)" : ""));
            }
        });
        if (returnMessage) {
            run.report("Return original message");
        }
    }
}
