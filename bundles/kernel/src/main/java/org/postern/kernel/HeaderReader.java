package org.postern.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;
import org.postern.core.Slice;

/// Splits a message into its header fields and its body (RFC 5322, 2.1). A line that is no field ends the
/// header, and belongs to the body.
final class HeaderReader {
    /// A message in its parts.
    ///
    /// @param headers the fields, each with its folds and final CRLF
    /// @param body what follows the empty line
    record Parts(List<Header> headers, Content body) {}

    /// The header is larger than permitted.
    static final class TooLarge extends Exception {
        private static final long serialVersionUID = 1;

        private final String reason;

        TooLarge(String reason) {
            super(reason);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    private final long limit;
    private final long fieldLimit;

    /// @param limit the most bytes that the header may have
    /// @param fieldLimit the most bytes that one field may have; 0 for no limit
    HeaderReader(long limit, long fieldLimit) {
        this.limit = limit;
        this.fieldLimit = fieldLimit;
    }

    Parts read(Content message) throws IOException, TooLarge {
        Bytes start = message instanceof Bytes bytes ? bytes : head(message);
        List<Header> headers = new ArrayList<>();
        int position = 0;
        while (position < start.length()) {
            if (isEmptyLine(start, position)) {
                position += 2;
                break;
            }
            int end = fieldEnd(start, position);
            if (!isField(start, position, end)) {
                break;
            }
            if (end > limit || (fieldLimit > 0 && end - position > fieldLimit)) {
                throw new TooLarge(
                        end > limit ? "header section longer than " + limit : "header field longer than " + fieldLimit);
            }
            headers.add(new Header(text(start, position, end)));
            position = end;
        }
        return new Parts(List.copyOf(headers), Slice.of(message, position, message.size() - position));
    }

    /// Enough of a message in a file to hold the largest permitted header.
    private Bytes head(Content message) throws IOException {
        try (InputStream in = message.open()) {
            return Bytes.of(in.readNBytes((int) Math.min(Integer.MAX_VALUE - 16, limit + 2)));
        }
    }

    private static boolean isEmptyLine(Bytes bytes, int at) {
        return at + 1 < bytes.length() && bytes.at(at) == '\r' && bytes.at(at + 1) == '\n';
    }

    /// The place after the CRLF of the last line of the field that begins at `from`.
    private static int fieldEnd(Bytes bytes, int from) {
        int position = from;
        while (position < bytes.length()) {
            if (bytes.at(position++) == '\n' && (position == bytes.length() || !isWhite(bytes.at(position)))) {
                return position;
            }
        }
        return position;
    }

    /// Whether the line begins with a field name and a colon; white space before the colon is let pass (RFC
    /// 5322,
    /// 4.5).
    private static boolean isField(Bytes bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes.at(i);
            if (b == ':') {
                return i > from;
            }
            if (isWhite(b)) {
                return colonAfterWhite(bytes, i, to) && i > from;
            }
            if ((b >= 0 && b < 33) || b == 127) {
                return false;
            }
        }
        return false;
    }

    private static boolean colonAfterWhite(Bytes bytes, int from, int to) {
        int i = from;
        while (i < to && isWhite(bytes.at(i))) {
            i++;
        }
        return i < to && bytes.at(i) == ':';
    }

    private static boolean isWhite(byte b) {
        return b == ' ' || b == '\t';
    }

    private static String text(Bytes bytes, int from, int to) {
        String text = new String(bytes.array(), bytes.offset() + from, to - from, StandardCharsets.ISO_8859_1);
        return text.endsWith("\r\n") ? text : text + "\r\n";
    }
}
