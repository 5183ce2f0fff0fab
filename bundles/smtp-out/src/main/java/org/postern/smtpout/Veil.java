package org.postern.smtpout;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.postern.api.smtp.Reply;

/// What this server has sent to authenticate, and what must not turn up in any log or bounce: a server may
/// say it back. Confined to one thread.
final class Veil {
    private static final String HIDDEN = "***";
    private static final int WORDS_OF_COMMAND = 3;

    private final List<String> secrets = new ArrayList<>();

    /// A line of the exchange: AUTH with its mechanism and what follows, or a response.
    void hide(String line) {
        String[] words = line.split(" ", WORDS_OF_COMMAND);
        if (words.length == 2) {
            return; // the command alone
        }
        String response = words[words.length - 1];
        secrets.add(response);
        secrets.addAll(decoded(response));
        secrets.removeIf(secret -> secret.isEmpty() || secret.equals("=") || secret.equals("*"));
        secrets.sort((one, other) -> other.length() - one.length());
    }

    private static List<String> decoded(String response) {
        try {
            return Arrays.asList(new String(Base64.getDecoder().decode(response), ISO_8859_1).split("[\0\1]", -1));
        } catch (IllegalArgumentException _) {
            return List.of();
        }
    }

    String over(String text) {
        String shown = text;
        for (String secret : secrets) {
            shown = shown.replace(secret, HIDDEN);
        }
        return shown;
    }

    Reply over(Reply reply) {
        return new Reply(
                reply.code(),
                reply.enhanced(),
                reply.lines().stream().map(this::over).toList());
    }
}
