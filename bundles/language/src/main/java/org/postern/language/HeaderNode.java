package org.postern.language;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.config.Expansions;
import org.postern.api.mail.EncodedWords;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;

/// `$h_NAME:` and its like: the header fields of one name (Exim's manual, 11.5).
///
/// @param form which of the four
/// @param name the name of the field
/// @param charset what encoded words become in `$h_`
record HeaderNode(Form form, String name, Charset charset) implements Node {
    /// Fields whose values are joined by a comma.
    private static final Set<String> ADDRESSES = Set.of(
            "bcc",
            "cc",
            "from",
            "reply-to",
            "sender",
            "to",
            "resent-bcc",
            "resent-cc",
            "resent-from",
            "resent-reply-to",
            "resent-sender",
            "resent-to");

    /// How much of the fields is shown.
    private static final int LIMIT = 64 << 10;

    /// How the fields are shown.
    enum Form {
        /// `$h_`: decoded and in the charset of `headers_charset`.
        DECODED,
        /// `$rh_`: as they stand.
        RAW,
        /// `$bh_`: decoded, in their own charset.
        BYTES,
        /// `$lh_`: as a list.
        LIST
    }

    /// The form that a name begins with; the prefix is `h_`, `header_` and so on.
    static Optional<Form> form(String name) {
        return switch (name.substring(0, name.indexOf('_') + 1)) {
            case "h_", "header_" -> Optional.of(Form.DECODED);
            case "rh_", "rheader_" -> Optional.of(Form.RAW);
            case "bh_", "bheader_" -> Optional.of(Form.BYTES);
            case "lh_", "lheader_" -> Optional.of(Form.LIST);
            default -> Optional.empty();
        };
    }

    @Override
    public Text expand(Context context) {
        List<Header> headers = context.message().map(Message::headers).orElse(List.of());
        StringBuilder value = new StringBuilder();
        boolean found = false;
        for (int i = 0; i < headers.size() && value.length() < LIMIT; i++) {
            Header header = headers.get(i);
            if (header.is(name)) {
                add(header, found, value);
                found = true;
            }
        }
        if (!found) {
            return Text.EMPTY;
        }
        return Text.tainted(decode(value.toString(), context));
    }

    /// Whether there is such a field.
    boolean isThere(Context context) {
        return context.message().map(Message::headers).orElse(List.of()).stream()
                .anyMatch(header -> header.is(name));
    }

    private void add(Header header, boolean again, StringBuilder value) {
        String raw = header.text().substring(header.text().indexOf(':') + 1).replace("\r\n", "\n");
        switch (form) {
            case RAW -> value.append(raw);
            case LIST ->
                value.append(again ? ":" : "")
                        .append((raw.endsWith("\n") ? raw.substring(0, raw.length() - 1) : raw).replace(":", "::"));
            case DECODED, BYTES -> {
                String separator = ADDRESSES.contains(Letters.lower(name)) ? ",\n" : "\n";
                value.append(again ? separator : "").append(raw.strip());
            }
        }
    }

    private String decode(String value, Context context) {
        return switch (form) {
            case RAW, LIST -> value;
            case BYTES -> EncodedWords.decode(value);
            case DECODED -> decoded(value, context);
        };
    }

    private String decoded(String value, Context context) {
        EncodedWords.Conversion conversion = target(context)::convert;
        return value.contains("=?") && !context.setting(LanguageOptions.CHECK_RFC2047_LENGTH)
                ? EncodedWords.decodeLong(value, conversion)
                : EncodedWords.decode(value, conversion);
    }

    private TargetCharset target(Context context) {
        return context.get(Expansions.HEADERS_CHARSET)
                .filter(name -> !name.isEmpty())
                .map(TargetCharset::named)
                .orElseGet(() -> new TargetCharset(charset, false));
    }
}
