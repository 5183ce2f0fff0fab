package org.postern.kernel;

import org.postern.api.ExpansionException;
import org.postern.core.MailContext;
import org.postern.core.Rewriting;

/// The rewriting rules for SMTP time (`S`), which see the path of MAIL or RCPT as it came.
final class SmtpRewriting {
    private SmtpRewriting() {}

    /// What follows `FROM:` or `TO:`, with its path rewritten and its parameters left alone.
    static String of(String argument, Rewriting.Place place, MailContext context) throws ExpansionException {
        Rewriting rewriting = context.policy().rewriting();
        if (!rewriting.applies(place)) {
            return argument;
        }
        int close = argument.startsWith("<") ? argument.lastIndexOf('>') + 1 : argument.indexOf(' ');
        int end = close <= 0 ? argument.length() : close;
        String before = argument.substring(0, end);
        String after = rewriting.rewrite(before, place, context).text();
        return after.equals(before) ? argument : "<" + after + ">" + argument.substring(end);
    }
}
