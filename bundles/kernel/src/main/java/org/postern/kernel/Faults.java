package org.postern.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Event;
import org.postern.api.Text;
import org.postern.api.smtp.Reply;

/// Answers errors of syntax and protocol, and ends a session in which there were too many.
final class Faults {
    private final SmtpSession session;
    private final CommandCounter counter;

    Faults(SmtpSession session, CommandCounter counter) {
        this.session = session;
        this.counter = counter;
    }

    /// A command that is wrong in itself.
    Reply syntax(int code, String enhanced, String text) {
        return counted(true, Reply.of(code, enhanced, text), text);
    }

    /// The same, with what the client said before the reason.
    Reply syntax(int code, String enhanced, String said, String reason) {
        return counted(true, Reply.of(code, enhanced, said + ": " + reason), reason);
    }

    /// A command that must not come here.
    Reply protocol(int code, String enhanced, String text) {
        return counted(false, Reply.of(code, enhanced, text), text);
    }

    /// The reply of an extension, which counts as an error if it is one.
    Reply ofExtension(Reply reply) {
        boolean isError = switch (reply.code()) {
            case 500, 501, 502, 503, 504, 555 -> !reply.enhanced().startsWith("7.");
            default -> false;
        };
        return isError ? counted(false, reply, String.join(" ", reply.lines())) : reply;
    }

    private Reply counted(boolean syntax, Reply reply, String reason) {
        new Event(syntax ? "smtp:fail:syntax" : "smtp:fail:protocol", Text.tainted(reason), Optional.empty())
                .tell(session.leasehold().context().with(session.client()));
        if (!counter.isOneTooManyError(session.leasehold().context(), syntax, reason)) {
            return reply;
        }
        session.close();
        List<String> lines = new ArrayList<>(reply.lines());
        lines.add("Too many syntax or protocol errors");
        return new Reply(reply.code(), reply.enhanced(), lines);
    }
}
