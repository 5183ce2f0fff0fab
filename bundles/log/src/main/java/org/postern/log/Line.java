package org.postern.log;

import org.postern.api.MailLog;

/// A line on its way to the files.
///
/// @param stream where it goes
/// @param millis when it was written
/// @param messageId the message, or the empty string
/// @param text what it says
record Line(MailLog.Stream stream, long millis, String messageId, String text) {
    private static final String ESCAPED = "\n\t\r\b\f\u000b";
    private static final String LETTERS = "ntrbfv";

    /// Appends the line with its end, a byte in each `char`, control characters escaped.
    void appendTo(StringBuilder out, String time) {
        out.append(time);
        if (!messageId.isEmpty()) {
            escape(messageId, out);
            out.append(' ');
        }
        escape(text, out);
        out.append('\n');
    }

    private static void escape(String text, StringBuilder out) {
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c != 127 && c < 256) {
                continue;
            }
            out.append(text, plain, i);
            appendEscaped(c, out);
            plain = i + 1;
        }
        out.append(text, plain, text.length());
    }

    private static void appendEscaped(char c, StringBuilder out) {
        int letter = ESCAPED.indexOf(c);
        if (letter >= 0) {
            out.append('\\').append(LETTERS.charAt(letter));
        } else if (c < 256) {
            out.append('\\').append((char) ('0' + (c >> 6))).append((char) ('0' + ((c >> 3) & 7)));
            out.append((char) ('0' + (c & 7)));
        } else {
            out.append('?');
        }
    }
}
