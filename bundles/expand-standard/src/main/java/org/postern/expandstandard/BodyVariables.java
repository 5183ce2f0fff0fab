package org.postern.expandstandard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.mail.Content;
import org.postern.api.mail.Message;
import org.postern.spi.Variable;

/// Variables of a message's body: its ends, its size, its lines. Line ends count as one character, as in
/// Exim.
final class BodyVariables {
    private final MainOptions options;

    BodyVariables(MainOptions options) {
        this.options = options;
    }

    List<Variable> all() {
        return List.of(
                Variable.of("message_body", context -> visible(context, false)),
                Variable.of("message_body_end", context -> visible(context, true)),
                Variable.of("message_body_size", context -> number(scan(context).size())),
                Variable.of("body_linecount", context -> number(scan(context).lines())),
                Variable.of("body_zerocount", context -> number(scan(context).zeros())),
                Variable.of(
                        "max_received_linelength",
                        context -> number(Math.max(scan(context).longest(), longestHeaderLine(context)))),
                Variable.of("message_linecount", context -> number(scan(context).lines() + headerLines(context))));
    }

    private static Optional<Text> number(long value) {
        return Optional.of(Text.trusted(Long.toString(value)));
    }

    private static long headerLines(Context context) {
        return context.message()
                .filter(message -> !message.headers().isEmpty())
                .map(message -> 1
                        + message.headers().stream()
                                .mapToLong(header -> header.text()
                                        .chars()
                                        .filter(c -> c == '\n')
                                        .count())
                                .sum())
                .orElse(0L);
    }

    private static long longestHeaderLine(Context context) {
        return context.message().stream()
                .flatMap(message -> message.headers().stream())
                .flatMap(header -> header.text().lines())
                .mapToLong(String::length)
                .max()
                .orElse(0);
    }

    private Optional<Text> visible(Context context, boolean end) throws ExpansionException {
        Optional<Content> body = body(context);
        if (body.isEmpty()) {
            return Optional.empty();
        }
        int limit = options.bodyVisible(context);
        // Twice as many bytes as characters are enough, were every one a line end.
        long wanted = 2L * limit;
        try (InputStream in = body.get().open()) {
            if (end) {
                in.skipNBytes(Math.max(0, body.get().size() - wanted));
            }
            String text = new String(in.readNBytes((int) wanted), StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
            String part = end
                    ? text.substring(Math.max(0, text.length() - limit))
                    : text.substring(0, Math.min(limit, text.length()));
            String shown = options.bodyNewlines(context) ? part : part.replace('\n', ' ');
            return Optional.of(Text.tainted(shown.replace('\0', ' ')));
        } catch (IOException e) {
            throw ExpansionException.defer("the body of the message cannot be read: " + e);
        }
    }

    private static Optional<Content> body(Context context) {
        return context.message().flatMap(Message::body);
    }

    private static Count scan(Context context) throws ExpansionException {
        Optional<Content> body = body(context);
        if (body.isEmpty()) {
            return new Count(0, 0, 0, 0);
        }
        long lines = 0;
        long zeros = 0;
        long carriageReturns = 0;
        long column = 0;
        long longest = 0;
        byte[] buffer = new byte[16_384];
        try (InputStream in = body.get().open()) {
            boolean afterReturn = false;
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                for (int i = 0; i < length; i++) {
                    byte b = buffer[i];
                    lines += b == '\n' ? 1 : 0;
                    zeros += b == 0 ? 1 : 0;
                    carriageReturns += b == '\n' && afterReturn ? 1 : 0;
                    longest = b == '\n' ? Math.max(longest, column - (afterReturn ? 1 : 0)) : longest;
                    column = b == '\n' ? 0 : column + 1;
                    afterReturn = b == '\r';
                }
            }
        } catch (IOException e) {
            throw ExpansionException.defer("the body of the message cannot be read: " + e);
        }
        return new Count(body.get().size() - carriageReturns, lines, zeros, Math.max(longest, column));
    }

    /// What counting a body gave.
    ///
    /// @param size in characters
    /// @param lines how many line ends
    /// @param zeros how many zero bytes
    /// @param longest how long the longest line is
    private record Count(long size, long lines, long zeros, long longest) {}
}
