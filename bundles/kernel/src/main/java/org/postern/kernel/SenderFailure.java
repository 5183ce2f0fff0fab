package org.postern.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.MailLog;
import org.postern.api.mail.SenderVerification;
import org.postern.api.smtp.Reply;
import org.postern.core.MailContext;

/// Tells log and client why the sender could not be verified, once, when an ACL refuses something.
final class SenderFailure {
    private SenderFailure() {}

    /// The reply to give in place of `refusal`.
    ///
    /// @param client as the log has it
    static Reply before(Reply refusal, MailContext context, String client, MailLog log) {
        Optional<SenderVerification> failed = context.get(SenderVerification.FAILED);
        if (failed.isEmpty() || failed.get().told()) {
            return refusal;
        }
        context.put(SenderVerification.FAILED, failed.get().asTold());
        String line = client + " " + failed.get().logLine();
        log.main(line);
        log.reject(line);
        if (refusal.isTemporary() || failed.get().details().isEmpty()) {
            return refusal;
        }
        List<String> lines = new ArrayList<>(failed.get().details());
        lines.addAll(refusal.lines());
        return new Reply(refusal.code(), refusal.enhanced(), lines);
    }
}
