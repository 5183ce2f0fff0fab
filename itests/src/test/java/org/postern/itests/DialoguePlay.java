package org.postern.itests;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/// A dialogue that is played: each reply must have the code that Exim's has, and an answer to EHLO the
/// keywords that are named, and no others when each is named.
final class DialoguePlay {
    /// What Exim does not offer.
    private static final String OURS = "ENHANCEDSTATUSCODES";

    private final Dialogue dialogue;
    private final DialogueClient client;
    private final SSLContext tls;
    private String sent = "";
    private int unanswered;
    private int next;

    DialoguePlay(Dialogue dialogue, DialogueClient client, SSLContext tls) {
        this.dialogue = dialogue;
        this.client = client;
        this.tls = tls;
    }

    /// Plays it; the first thing that is not as it should be.
    Optional<String> play() throws IOException, InterruptedException {
        if (dialogue.client().contains("-tls-on-connect")) {
            client.startTls(tls);
        }
        while (next < dialogue.steps().size()) {
            int step = next;
            Optional<String> problem = step();
            if (problem.isPresent()) {
                return Optional.of(dialogue.id() + " step " + step + ": " + problem.get());
            }
        }
        return Optional.empty();
    }

    private Optional<String> step() throws IOException, InterruptedException {
        List<String> step = dialogue.steps().get(next);
        String text = step.getLast();
        switch (step.getFirst()) {
            case "S" -> {
                return replied(expected());
            }
            case "S-any" -> client.reply();
            case "sleep" -> Thread.sleep(Integer.parseInt(text) * 1000L); // part of what is tried
            case "C-nocrlf" -> {
                unanswered++;
                sent = unescaped(text);
                client.send(sent);
            }
            case "C" -> {
                if (text.startsWith("????")) { // read on until this comes
                    next++;
                    return comes(text.substring(4).strip());
                }
                sent = unescaped(places(text)) + "\r\n";
                unanswered++;
                client.send(sent.replace("_wait", ""));
            }
            default -> throw new IllegalArgumentException(dialogue.id() + ": what is " + step);
        }
        next++;
        return Optional.empty();
    }

    /// The lines of the reply that is to come now.
    private List<String> expected() {
        List<String> lines = new ArrayList<>();
        boolean single = unanswered == 1 && sent.indexOf('\n') == sent.length() - 1;
        unanswered = 0;
        while (next < dialogue.steps().size()
                && dialogue.steps().get(next).getFirst().equals("S")) {
            String line = dialogue.steps().get(next).getLast();
            next++;
            lines.add(line);
            boolean goesOn = line.length() > 3 && line.charAt(3) == '-';
            boolean more = next < dialogue.steps().size()
                    && dialogue.steps().get(next).getFirst().equals("S");
            // begins 250-, too
            boolean ambiguous =
                    single && more && dialogue.steps().get(next).getLast().startsWith(line);
            if (!goesOn && !ambiguous) {
                break;
            }
        }
        return lines;
    }

    private Optional<String> replied(List<String> expected) throws IOException {
        List<String> reply = client.reply();
        String code =
                expected.getLast().substring(0, Math.min(3, expected.getLast().length()));
        if (reply.isEmpty() || !reply.getLast().startsWith(code)) {
            return Optional.of("after '" + sent.strip() + "': " + code + " expected, got " + reply);
        }
        if (sent.toLowerCase(Locale.ROOT).startsWith("starttls") && code.equals("220")) {
            startTls();
        }
        return sent.toLowerCase(Locale.ROOT).startsWith("ehlo") && code.equals("250")
                ? keywords(expected, reply)
                : Optional.empty();
    }

    private void startTls() throws IOException {
        boolean isTls = !dialogue.client().getFirst().equals("client");
        boolean waits = sent.toLowerCase(Locale.ROOT).startsWith("starttls_wait");
        if (isTls && !waits) {
            client.startTls(tls);
        }
    }

    private static Optional<String> keywords(List<String> expected, List<String> reply) {
        if (expected.size() < 2) {
            return Optional.empty();
        }
        List<String> lines = expected.subList(1, expected.size());
        List<String> named = lines.stream()
                .filter(line -> line.length() > 4)
                .map(line -> line.substring(4).strip())
                .filter(keyword -> !keyword.isEmpty())
                .toList();
        List<String> offered = reply.stream()
                .skip(1)
                .map(line -> line.substring(4))
                .filter(line -> !line.equals(OURS))
                .toList();
        for (String keyword : named) {
            if (offered.stream().noneMatch(line -> line.startsWith(keyword))) {
                return Optional.of(keyword + " is missing in " + offered);
            }
        }
        boolean whole = named.size() == lines.size() && lines.getLast().startsWith("250 ");
        boolean limits = lines.getFirst().equals("250-SIZE") // after which LIMITS would come
                && lines.size() > 1
                && lines.get(1).length() > 4
                && !lines.get(1).startsWith("250-LIMITS")
                && offered.stream().anyMatch(line -> line.startsWith("LIMITS"));
        return (whole && offered.size() != named.size()) || limits
                ? Optional.of("only " + named + " expected, got " + offered)
                : Optional.empty();
    }

    private Optional<String> comes(String prefix) throws IOException {
        while (true) {
            List<String> reply = client.reply();
            if (reply.isEmpty()) {
                return Optional.of("closed before " + prefix);
            }
            if (reply.getLast().startsWith(prefix)) {
                return Optional.empty();
            }
        }
    }

    private static String places(String text) {
        return text.replace("HOSTIPV6", "::1").replace("V6NET", "2001");
    }

    /// `\n`, `\r` and `\x` with two digits; any other character after a backslash is itself.
    static String unescaped(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            i++;
            if (c == '\\' && i < text.length()) {
                char escape = text.charAt(i);
                i++;
                switch (escape) {
                    case 'n' -> plain.append('\n');
                    case 'r' -> plain.append('\r');
                    case 'x' -> {
                        plain.append((char) Integer.parseInt(text.substring(i, i + 2), 16));
                        i += 2;
                    }
                    default -> plain.append(escape);
                }
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
