package org.postern.kernel;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.smtp.Reply;

/// Positive replies with texts of the configuration.
final class Replies {
    private static final Pattern CODE =
            Pattern.compile("(\\d\\d\\d)[ \\t\\n]+(?:(\\d)\\.(\\d{1,3}\\.\\d{1,3})[ \\t\\n]+)?");

    private Replies() {}

    /// A reply with this text, which may begin with a code of the same class.
    static Reply of(int code, String enhanced, String text) {
        Matcher own = CODE.matcher(text);
        if (!own.lookingAt()) {
            return Reply.of(code, enhanced, text);
        }
        String rest = text.substring(own.end());
        boolean valid = own.group(1).charAt(0) == Character.forDigit(code / 100, 10);
        String status = own.group(3) == null ? enhanced : own.group(3);
        return Reply.of(valid ? Integer.parseInt(own.group(1)) : code, status, rest);
    }
}
