package org.postern.core;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Content;
import org.postern.api.mail.Header;

/// The text of a message that something is tried with.
///
/// @param headers its header fields
/// @param body its body, with CRLF; empty if there is no text
/// @param sender what a line `From SENDER ...` before the header says
/// @param size in bytes, each end of a line counted as one
public record TriedText(List<Header> headers, Optional<Content> body, Optional<String> sender, long size) {
    /// No text.
    public static final TriedText NONE = new TriedText(List.of(), Optional.empty(), Optional.empty(), 0);

    private static final int LIMIT_BYTES = 64 << 20;
    private static final Pattern FIELD = Pattern.compile("[!-9;-~]+[ \t]*:.*", Pattern.DOTALL);
    private static final Pattern FROM_LINE = Pattern.compile("From (\\S+) .*");

    public TriedText {
        headers = List.copyOf(headers);
    }

    /// Reads to the end, or to a line with nothing but a dot if `dotEnds`. Lines may end with LF alone.
    ///
    /// @throws IOException if it cannot be read, or is longer than 64 MiB
    public static TriedText read(InputStream in, boolean dotEnds) throws IOException {
        byte[] all = in.readNBytes(LIMIT_BYTES + 1);
        if (all.length > LIMIT_BYTES) {
            throw new IOException("a message to try something with has at most " + LIMIT_BYTES + " bytes");
        }
        List<String> lines = new ArrayList<>();
        for (String line : lines(new String(all, StandardCharsets.ISO_8859_1))) {
            if (dotEnds && line.equals(".")) {
                break;
            }
            lines.add(line);
        }
        return of(lines);
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split("\r?\n", -1)));
        if (lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        return lines;
    }

    private static TriedText of(List<String> lines) {
        int next = 0;
        Optional<String> sender = Optional.empty();
        Matcher from = FROM_LINE.matcher(lines.isEmpty() ? "" : lines.getFirst());
        if (from.matches()) {
            sender = Optional.of(from.group(1));
            next++;
        }
        List<StringBuilder> fields = new ArrayList<>();
        while (next < lines.size() && takeHeaderLine(lines.get(next), fields)) {
            next++;
        }
        if (next < lines.size() && lines.get(next).isEmpty()) {
            next++;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (String line : lines.subList(next, lines.size())) {
            body.writeBytes((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        long size = lines.stream().mapToLong(line -> line.length() + 1L).sum();
        return new TriedText(
                fields.stream().map(field -> new Header(field.toString())).toList(),
                Optional.of(Bytes.of(body.toByteArray())),
                sender,
                size);
    }

    /// Whether the line belongs to the header.
    private static boolean takeHeaderLine(String line, List<StringBuilder> fields) {
        if (!fields.isEmpty() && (line.startsWith(" ") || line.startsWith("\t"))) {
            fields.getLast().append(line).append("\r\n");
            return true;
        }
        if (!FIELD.matcher(line).matches()) {
            return false;
        }
        fields.add(new StringBuilder(line).append("\r\n"));
        return true;
    }
}
