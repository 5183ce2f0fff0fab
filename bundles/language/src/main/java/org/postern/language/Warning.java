package org.postern.language;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.api.Slot;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.core.LogSelector;

/// What a `warn` statement does: a log line, and for its `message` a header field (Exim's manual, 43.21).
final class Warning {
    private static final Slot<Set<String>> GIVEN = Slot.of(Slot.Lifetime.MESSAGE, "warnings");
    private static final Pattern FIELD = Pattern.compile("[!-9;-~]+[ \\t]*:.*", Pattern.DOTALL);
    private static final Set<Phase> WITH_MESSAGE = EnumSet.of(
            Phase.MAIL,
            Phase.RCPT,
            Phase.PREDATA,
            Phase.MIME,
            Phase.DKIM,
            Phase.PRDR,
            Phase.DATA,
            Phase.NOT_SMTP_START,
            Phase.NOT_SMTP_MIME,
            Phase.NOT_SMTP);

    private Warning() {}

    static void of(AclResult result, Statement statement, AclRun run) {
        Context context = run.context();
        if (result == AclResult.DEFER && context.setting(LogSelector.OPTION).has("acl_warn_skipped")) {
            String reason = run.logMessage().isEmpty() ? "" : ": " + run.logMessage();
            Place place = statement.place();
            once(
                    "ACL 'warn' statement skipped (in ACL " + statement.acl() + " at line " + place.line() + " of "
                            + place.file() + "): condition test deferred" + reason,
                    context);
        }
        if (result != AclResult.OK) {
            return;
        }
        if (!run.message().isEmpty()) {
            header(run.message(), context);
        }
        if (!run.logMessage().isEmpty() && !run.logMessage().equals(run.message())) {
            once(run.logMessage(), context);
        }
    }

    private static void header(String text, Context context) {
        Optional<Message> message = context.message();
        if (message.isEmpty()
                || context.phase()
                        .filter(phase -> !WITH_MESSAGE.contains(phase))
                        .isPresent()) {
            String where = context.phase().map(Phase::label).orElse("unknown");
            context.log()
                    .main("ACL \"warn\" with \"message\" setting found in a non-message (" + where
                            + ") ACL: cannot specify header lines here: message ignored");
            return;
        }
        for (String field : text.strip().split("\n(?![ \\t])", -1)) {
            String whole = FIELD.matcher(field).matches() ? field : "X-ACL-Warn: " + field;
            if (given(context).add("header " + whole)) {
                int colon = whole.indexOf(':');
                message.get()
                        .addHeader(
                                Header.of(
                                        whole.substring(0, colon).strip(),
                                        whole.substring(colon + 1).strip()),
                                Message.Placement.AT_END);
            }
        }
    }

    private static void once(String text, Context context) {
        if (given(context).add(text)) {
            context.log().main(client(context) + "Warning: " + text);
        }
    }

    private static Set<String> given(Context context) {
        return context.get(GIVEN, HashSet::new);
    }

    /// The client as the log has it, with a space after it.
    private static String client(Context context) {
        return context.session().map(session -> session.logText() + " ").orElse("");
    }
}
