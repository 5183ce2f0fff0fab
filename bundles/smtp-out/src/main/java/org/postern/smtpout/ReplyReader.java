package org.postern.smtpout;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.smtp.Reply;
import org.postern.spi.Connection;

/// Reads replies (RFC 5321, 4.2.1), each within a time limit for the whole of it and within limits of size.
/// Takes LF alone as the end of a line. Confined to one thread.
final class ReplyReader {
    static final int MAX_LINE = 4096;
    static final int MAX_LINES = 256;
    private static final Pattern ENHANCED = Pattern.compile("([245])\\.(\\d{1,3}\\.\\d{1,3})(?: |$)(.*)");

    private final Connection connection;
    private final byte[] buffer = new byte[MAX_LINE];
    private int position;
    private int end;

    ReplyReader(Connection connection) {
        this.connection = connection;
    }

    /// The next reply. Throws [EOFException] if the other side has closed the connection,
    /// [SocketTimeoutException] after `limit`, [ProtocolException] for what is no reply.
    Reply read(Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        List<String> lines = new ArrayList<>(1);
        int code = 0;
        while (true) {
            String line = line(deadline);
            int lineCode = code(line);
            if (code != 0 && lineCode != code) {
                throw new ProtocolException(line);
            }
            code = lineCode;
            lines.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() <= 3 || line.charAt(3) == ' ') {
                return reply(code, lines);
            }
            if (lines.size() == MAX_LINES) {
                throw new ProtocolException("more than " + MAX_LINES + " lines");
            }
        }
    }

    /// Whether something has come that was not asked for.
    boolean hasMore() throws IOException {
        return position < end || connection.input().available() > 0;
    }

    private static int code(String line) throws ProtocolException {
        boolean form = line.length() >= 3
                && line.charAt(0) >= '2'
                && line.charAt(0) <= '5'
                && isDigit(line.charAt(1))
                && isDigit(line.charAt(2))
                && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '-');
        if (!form) {
            throw new ProtocolException(line);
        }
        return Integer.parseInt(line, 0, 3, 10);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static Reply reply(int code, List<String> lines) {
        Matcher first = ENHANCED.matcher(lines.getFirst());
        if (!first.matches() || !first.group(1).equals(String.valueOf(code / 100))) {
            return new Reply(code, "", lines);
        }
        String prefix = first.group(1) + "." + first.group(2);
        return new Reply(
                code,
                first.group(2),
                lines.stream()
                        .map(line -> line.startsWith(prefix)
                                ? line.substring(prefix.length()).stripLeading()
                                : line)
                        .toList());
    }

    private String line(long deadline) throws IOException {
        int scanned = position;
        while (true) {
            for (; scanned < end; scanned++) {
                if (buffer[scanned] == '\n') {
                    return take(scanned);
                }
            }
            scanned -= position;
            fill(deadline);
            scanned += position;
        }
    }

    private String take(int newline) {
        int last = newline > position && buffer[newline - 1] == '\r' ? newline - 1 : newline;
        String line = new String(buffer, position, last - position, StandardCharsets.ISO_8859_1);
        position = newline + 1;
        return line;
    }

    private void fill(long deadline) throws IOException {
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, end - position);
            end -= position;
            position = 0;
        }
        if (end == buffer.length) {
            throw new ProtocolException("a line longer than " + MAX_LINE + " bytes");
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        connection.timeout(Duration.ofNanos(left));
        int got = connection.input().read(buffer, end, buffer.length - end);
        if (got < 0) {
            throw new EOFException();
        }
        end += got;
    }
}
