package org.postern.signatures;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.postern.api.mail.Header;

/// Separates the header of a message from its body while both come in chunks of any size. Used by one thread.
///
/// The header is kept until it is complete, up to a limit; the body passes. An empty line ends the header,
/// and so does a line that is no field, which belongs to the body, as it does for the server itself.
public final class MessageSplitter {
    /// The most bytes of header that are kept.
    public static final int MAX_HEADER = 4 << 20;

    private static final int FIRST = 8192;

    private final Parts parts;
    private final int limit;
    private byte[] header = new byte[FIRST];
    private int length;
    private int lineStart;
    private int fieldStart;
    private final List<Header> fields = new ArrayList<>();
    private State state = State.HEADER;

    private enum State {
        HEADER,
        BODY,
        TOO_LONG
    }

    /// Takes what the splitter finds.
    public interface Parts {
        /// The header is complete; called once, before any of the body, unless it is too long.
        void header(List<Header> fields);

        /// The next bytes of the body; the array is the caller's and may change afterwards.
        void body(byte[] bytes, int offset, int count);

        /// The header is longer than the limit; nothing else is called any more.
        void headerTooLong();
    }

    /// A splitter for one message.
    public MessageSplitter(Parts parts) {
        this(parts, MAX_HEADER);
    }

    MessageSplitter(Parts parts, int limit) {
        this.parts = parts;
        this.limit = limit;
    }

    /// Takes the next bytes of the message.
    public void update(byte[] bytes, int offset, int count) {
        int from = offset;
        int to = offset + count;
        while (state == State.HEADER && from < to) {
            int end = lineEnd(bytes, from, to);
            keep(bytes, from, end - from);
            from = end;
            if (state == State.HEADER && length > 0 && header[length - 1] == '\n') {
                line();
            }
        }
        if (state == State.BODY && from < to) {
            parts.body(bytes, from, to - from);
        }
    }

    /// The message is complete.
    public void end() {
        if (state == State.HEADER) {
            if (length > lineStart) {
                line();
            }
            if (state == State.HEADER) {
                endHeader(length);
            }
        }
    }

    private static int lineEnd(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, to);
    }

    private void keep(byte[] bytes, int from, int count) {
        if (count > limit - length) {
            state = State.TOO_LONG;
            parts.headerTooLong();
            return;
        }
        if (count > header.length - length) {
            header = Arrays.copyOf(header, Math.max(length + count, 2 * header.length));
        }
        System.arraycopy(bytes, from, header, length, count);
        length += count;
    }

    /// A line is complete: it goes on with the field before it, begins a field, or ends the header.
    private void line() {
        boolean empty = length - lineStart == 2 && header[lineStart] == '\r' && header[lineStart + 1] == '\n';
        boolean continues = lineStart > fieldStart && isWhite(header[lineStart]);
        if (empty) {
            endHeader(lineStart);
        } else if (!continues && !isField(lineStart, length)) {
            int body = lineStart;
            endHeader(lineStart);
            parts.body(header, body, length - body);
        } else {
            if (!continues) {
                endField(lineStart);
            }
            lineStart = length;
        }
    }

    private void endField(int end) {
        if (end > fieldStart) {
            String text = new String(header, fieldStart, end - fieldStart, StandardCharsets.ISO_8859_1);
            fields.add(new Header(text.endsWith("\r\n") ? text : text + "\r\n"));
        }
        fieldStart = end;
    }

    private void endHeader(int end) {
        endField(end);
        state = State.BODY;
        parts.header(List.copyOf(fields));
    }

    /// Whether a line begins with a field name and a colon; white space before the colon is let pass (RFC
    /// 5322, 4.5).
    private boolean isField(int from, int to) {
        int i = from;
        while (i < to && isNameByte(header[i])) {
            i++;
        }
        int end = i;
        while (i < to && isWhite(header[i])) {
            i++;
        }
        return end > from && i < to && header[i] == ':';
    }

    private static boolean isNameByte(byte b) {
        return (b > ' ' || b < 0) && b != ':' && b != 127;
    }

    private static boolean isWhite(byte b) {
        return b == ' ' || b == '\t';
    }
}
