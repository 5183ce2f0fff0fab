package org.postern.expandstandard;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.postern.api.Arguments;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// `${imapfolder{NAME}{SEPARATOR}{SPECIALS}}`: a folder's name as IMAP writes it (RFC 3501, 5.1.3): in
/// modified UTF-7, with dots for the separator.
final class ImapFolder {
    private final MainOptions options;

    ImapFolder(MainOptions options) {
        this.options = options;
    }

    Item item() {
        return new Item("imapfolder", 1, this::expand).atMost(3);
    }

    private Text expand(Arguments arguments, Context context) throws ExpansionException {
        Text name = arguments.expand(0);
        String separator = arguments.size() > 1 ? arguments.expand(1).value() : "";
        String specials = arguments.size() > 2 ? arguments.expand(2).value() : "";
        if (separator.length() > 1) {
            throw ExpansionException.error("IMAP folder separator must be one character, found \"" + separator + "\"");
        }
        Charset charset = options.headersCharset(context);
        String text = new String(name.value().getBytes(StandardCharsets.ISO_8859_1), charset);
        return name.with(encode(text, separator.isEmpty() ? '/' : separator.charAt(0), specials));
    }

    private static String encode(String text, char separator, String specials) {
        StringBuilder encoded = new StringBuilder(text.length() + 8);
        StringBuilder special = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c == separator || c == '&' || isPlain(c, specials);
            if (plain) {
                flush(special, encoded);
                encoded.append(c == separator ? "." : c == '&' ? "&-" : String.valueOf(c));
            } else {
                special.append(c);
            }
        }
        flush(special, encoded);
        return encoded.toString();
    }

    /// A dot that is no separator would be taken for one.
    private static boolean isPlain(char c, String specials) {
        return c >= ' ' && c < 127 && c != '.' && c != '/' && specials.indexOf(c) < 0;
    }

    private static void flush(StringBuilder special, StringBuilder to) {
        if (!special.isEmpty()) {
            byte[] utf16 = special.toString().getBytes(StandardCharsets.UTF_16BE);
            to.append('&')
                    .append(Base64.getEncoder()
                            .withoutPadding()
                            .encodeToString(utf16)
                            .replace('/', ','))
                    .append('-');
            special.setLength(0);
        }
    }
}
