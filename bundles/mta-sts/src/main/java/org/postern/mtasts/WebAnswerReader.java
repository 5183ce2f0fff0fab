package org.postern.mtasts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.mtasts.WebException.Kind;

/// Reads one answer of HTTP/1.1 (RFC 9112), header and body of limited length. Confined to one thread.
final class WebAnswerReader {
    private static final int MAX_LINE = 8_192;
    private static final int MAX_HEADER = 32_768;
    private static final int MAX_INTERIM = 5;
    private static final int SWITCHING = 101;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: .*)?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,15}");
    private static final Pattern CHUNK = Pattern.compile("([0-9a-fA-F]{1,8})[ \t]*(?:;.*)?");

    private final InputStream in;
    private final int limit;
    private int headerLeft = MAX_HEADER;

    /// Reads from `in`, which is buffered; a body of at most `limit` bytes.
    WebAnswerReader(InputStream in, int limit) {
        this.in = in;
        this.limit = limit;
    }

    WebAnswer read() throws IOException {
        int status = status();
        Map<String, String> fields = fields();
        for (int i = 0; status < 200 && status != SWITCHING; i++) {
            if (i == MAX_INTERIM) {
                throw bad("too many interim answers");
            }
            status = status();
            fields = fields();
        }
        return new WebAnswer(status, fields.getOrDefault("content-type", ""), body(fields));
    }

    private int status() throws IOException {
        Matcher status = STATUS.matcher(line());
        if (!status.matches()) {
            throw bad("the answer is not HTTP");
        }
        return Integer.parseInt(status.group(1));
    }

    /// The first field of each name, by the name in lower case.
    private Map<String, String> fields() throws IOException {
        Map<String, String> fields = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw bad("malformed header");
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            Optional<String> before = Optional.ofNullable(fields.putIfAbsent(name, value));
            boolean isFraming = name.equals("content-length") || name.equals("transfer-encoding");
            if (isFraming && before.isPresent() && !before.get().equals(value)) {
                throw bad("two fields " + name + " that differ");
            }
        }
        return fields;
    }

    private String body(Map<String, String> fields) throws IOException {
        String encoding = fields.getOrDefault("transfer-encoding", "");
        if (encoding.equalsIgnoreCase("chunked")) {
            return chunks();
        }
        if (!encoding.isEmpty()) {
            throw bad("unknown transfer encoding");
        }
        String length = fields.getOrDefault("content-length", "");
        if (length.isEmpty()) {
            return untilEnd();
        }
        if (!LENGTH.matcher(length).matches()) {
            throw bad("malformed length");
        }
        return exactly(within(Long.parseLong(length), 0));
    }

    private int within(long more, int already) throws WebException {
        if (already + more > limit) {
            throw bad("the answer is longer than " + limit + " bytes");
        }
        return (int) more;
    }

    private String untilEnd() throws IOException {
        byte[] bytes = in.readNBytes(limit + 1);
        within(bytes.length, 0);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private String exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw bad("the answer ends too early");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private String chunks() throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            Matcher head = CHUNK.matcher(line());
            if (!head.matches()) {
                throw bad("malformed chunk");
            }
            int size = within(Long.parseLong(head.group(1), 16), body.length());
            if (size == 0) {
                return body.toString();
            }
            body.append(exactly(size));
            if (!line().isEmpty()) {
                throw bad("malformed chunk");
            }
        }
    }

    /// A line without its end. All lines together are limited.
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw bad("the answer ends too early");
            }
            if (line.length() == MAX_LINE || --headerLeft < 0) {
                throw bad("the header is too long");
            }
            line.append((char) next);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }

    private static WebException bad(String what) {
        return new WebException(Kind.NO_ANSWER, what);
    }
}
