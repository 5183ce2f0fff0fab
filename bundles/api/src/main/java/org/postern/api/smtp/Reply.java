package org.postern.api.smtp;

import java.util.ArrayList;
import java.util.List;

/// An SMTP reply. The class of the enhanced code (RFC 3463) cannot differ from that of the code.
///
/// @param code the basic code, such as 550
/// @param enhanced subject and detail of the enhanced code, such as `7.1` for 5.7.1, or the empty string for
/// none
/// @param lines the text, one element a line, without codes
public record Reply(int code, String enhanced, List<String> lines) {
    /// Codes outside 200 to 599, and replies without a line, do not exist.
    public Reply {
        if (code < 200 || code > 599 || lines.isEmpty()) {
            throw new IllegalArgumentException("not an SMTP reply: " + code + " " + lines);
        }
        lines = List.copyOf(lines);
    }

    /// A reply of one line, or of several separated by `\n`.
    public static Reply of(int code, String enhanced, String text) {
        return new Reply(
                code,
                enhanced,
                text.lines().toList().isEmpty() ? List.of("") : text.lines().toList());
    }

    /// Whether the client may try again later.
    public boolean isTemporary() {
        return code / 100 == 4;
    }

    /// Whether the command was carried out, or may go on.
    public boolean isPositive() {
        return code < 400;
    }

    /// The reply as it goes over the wire, with CRLF. Control characters in the text become `?`.
    public String wire() {
        StringBuilder wire = new StringBuilder();
        List<String> all = new ArrayList<>(lines);
        for (int i = 0; i < all.size(); i++) {
            wire.append(code).append(i == all.size() - 1 ? ' ' : '-');
            if (!enhanced.isEmpty()) {
                wire.append(code / 100).append('.').append(enhanced).append(' ');
            }
            String line = all.get(i);
            for (int j = 0; j < line.length(); j++) {
                char c = line.charAt(j);
                wire.append((c < ' ' && c != '\t') || c == 127 ? '?' : c);
            }
            wire.append("\r\n");
        }
        return wire.toString();
    }

    /// Code and text in one line, as the log has it.
    @Override
    public String toString() {
        String status = enhanced.isEmpty() ? "" : code / 100 + "." + enhanced + " ";
        return code + " " + status + String.join(" ", lines);
    }
}
