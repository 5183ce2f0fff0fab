package org.postern.filters;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The MIME form of text that a Sieve filter sends (RFC 2045): UTF-8, a byte in each `char`.
///
/// @param headers the fields that say what the body is
/// @param body the body
record SieveMessage(String headers, String body) {
    static SieveMessage of(String text) {
        boolean ascii = text.chars().allMatch(c -> c < 127);
        String type = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: ";
        return ascii
                ? new SieveMessage(type + "7bit", text)
                : new SieveMessage(
                        type + "base64",
                        Base64.getMimeEncoder(76, new byte[] {'\n'})
                                        .encodeToString(text.getBytes(StandardCharsets.ISO_8859_1))
                                + "\n");
    }

    /// A text that begins with MIME fields itself.
    static SieveMessage ofMime(String text) {
        String unix = text.replace("\r\n", "\n");
        int end = unix.startsWith("\n") ? 0 : unix.indexOf("\n\n");
        return end < 0
                ? new SieveMessage("MIME-Version: 1.0\n" + unix.stripTrailing(), "")
                : new SieveMessage(
                        "MIME-Version: 1.0" + (end == 0 ? "" : "\n" + unix.substring(0, end)),
                        unix.substring(end == 0 ? 1 : end + 2));
    }
}
