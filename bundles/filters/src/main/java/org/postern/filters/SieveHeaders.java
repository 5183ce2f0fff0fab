package org.postern.filters;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.mail.Address;
import org.postern.api.mail.EncodedWords;
import org.postern.api.mail.Header;
import org.postern.api.mail.MailboxParser;

/// Header fields as Sieve sees them: unfolded, without white space at the ends, encoded words decoded into
/// UTF-8 (RFC 5228, 2.7.2), a byte in each `char`.
final class SieveHeaders {
    /// Fields with addresses: those that the test `address` takes.
    static final Set<String> WITH_ADDRESSES = Set.of(
            "bcc",
            "cc",
            "delivered-to",
            "envelope-to",
            "errors-to",
            "from",
            "reply-to",
            "resent-bcc",
            "resent-cc",
            "resent-from",
            "resent-reply-to",
            "resent-sender",
            "resent-to",
            "return-path",
            "sender",
            "to");

    private SieveHeaders() {}

    static List<String> values(String name, SieveRun run) {
        return run.headers().stream()
                .filter(header -> header.is(name))
                .map(SieveHeaders::value)
                .toList();
    }

    private static String value(Header header) {
        String unfolded = header.value().replace("\r\n", "").replace("\n", "");
        return EncodedWords.decode(unfolded, SieveHeaders::utf8);
    }

    private static Optional<String> utf8(byte[] bytes, String charset) {
        return EncodedWords.charset(charset)
                .map(from -> new String(bytes, from).getBytes(StandardCharsets.UTF_8))
                .map(utf8 -> new String(utf8, StandardCharsets.ISO_8859_1));
    }

    /// UTF-8, a byte in each `char`, for a header field: as it is if it is ASCII, otherwise as encoded words.
    static String encoded(String text) {
        return text.chars().allMatch(c -> c < 127) ? text : EncodedWords.encode(text, "utf-8");
    }

    static List<Address> addresses(String name, SieveRun run) {
        List<Address> found = new ArrayList<>();
        for (Header header : run.headers()) {
            if (header.is(name)) {
                for (MailboxParser.Result result :
                        MailboxParser.list(header.value().replace("\r\n", "\n"))) {
                    if (result instanceof MailboxParser.Result.Parsed parsed) {
                        found.add(parsed.address());
                    }
                }
            }
        }
        return found;
    }
}
