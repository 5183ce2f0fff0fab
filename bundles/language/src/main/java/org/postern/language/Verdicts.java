package org.postern.language;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.MailLog;
import org.postern.api.Phase;
import org.postern.api.smtp.Reply;
import org.postern.core.AclVerdict;

/// Turns what an ACL says into replies: the codes and texts are Exim's, unless a message begins with a code
/// of its own.
final class Verdicts {
    private static final Pattern CODE =
            Pattern.compile("(\\d\\d\\d)[ \\t\\n]+(?:(\\d)\\.(\\d{1,3}\\.\\d{1,3})[ \\t\\n]+)?");

    private Verdicts() {}

    static AclVerdict of(AclResult result, Phase phase, AclRun run, MailLog log) {
        return switch (result) {
            case OK -> new AclVerdict.Accept(run.message());
            case DISCARD -> new AclVerdict.Discard(run.message(), firstLine(run.logMessage()));
            case FAIL, DROP, DEFER -> refusal(result, phase, run, log);
        };
    }

    private static AclVerdict refusal(AclResult result, Phase phase, AclRun run, MailLog log) {
        boolean temporary = result == AclResult.DEFER;
        int code = temporary ? temporaryCode(phase) : code(phase);
        String standard = standard(phase, temporary, run);
        String message = run.message();
        String logMessage = run.logMessage();
        Matcher own = CODE.matcher(message);
        if (!own.lookingAt()) {
            Reply reply = Reply.of(code, "", message.isEmpty() ? standard : message);
            return verdict(result, reply, logMessage, run);
        }
        String text = message.substring(own.end());
        boolean valid = own.group(1).charAt(0) == Character.forDigit(code / 100, 10) || phase == Phase.VRFY;
        if (!valid) {
            String fault = "configured error code starts with incorrect digit (expected " + code / 100 + ") in \""
                    + message + "\"";
            log.panic(fault);
            String corrected = logMessage.equals(message) ? code + " " + text : logMessage;
            return verdict(result, Reply.of(code, "", text), corrected, run);
        }
        return verdict(result, reply(own, text), logMessage, run);
    }

    private static Reply reply(Matcher own, String text) {
        int code = Integer.parseInt(own.group(1));
        String status = own.group(3);
        if (status == null) {
            return Reply.of(code, "", text);
        }
        boolean same = own.group(2).charAt(0) == own.group(1).charAt(0);
        return same ? Reply.of(code, status, text) : Reply.of(code, "", own.group(2) + "." + status + " " + text);
    }

    private static AclVerdict verdict(AclResult result, Reply reply, String logMessage, AclRun run) {
        String line = firstLine(logMessage);
        return result == AclResult.DROP
                ? new AclVerdict.Drop(reply, line, run.isQuiet())
                : new AclVerdict.Deny(reply, line, run.isQuiet());
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    private static String standard(Phase phase, boolean temporary, AclRun run) {
        if (phase == Phase.PRDR) {
            String address = run.context()
                    .recipient()
                    .map(recipient -> recipient.address().toString())
                    .orElse("");
            return "PRDR R=<" + address + "> " + (temporary ? "temporary refusal" : "refusal");
        }
        return temporary ? "Temporary local problem - please try later" : "Administrative prohibition";
    }

    private static int temporaryCode(Phase phase) {
        return phase == Phase.PRDR ? 450 : 451;
    }

    /// The code that refuses in a phase.
    static int code(Phase phase) {
        return switch (phase) {
            case AUTH -> 503;
            case ETRN -> 458;
            case VRFY -> 252;
            default -> 550;
        };
    }
}
