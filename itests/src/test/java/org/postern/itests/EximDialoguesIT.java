package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// The dialogues of Exim's own tests of CHUNKING: the same commands get the same codes in the same order.
/// They
/// are not part of this repository (GPL), and run where they lie beside it.
class EximDialoguesIT {
    private static final Path DIALOGUES = Path.of(System.getProperty("postern.shared", "../../shared"))
            .resolve("conformance/smtp/exim-dialogues.jsonl");

    /// The tests of CHUNKING, with and without PIPELINING.
    private static final Set<String> TESTS = Set.of("0900", "0901");

    /// Exim takes what has a bare LF in it; here it is refused, and the client with it.
    private static final Set<String> EXCEPTIONS = Set.of("0900-12");

    private static final String POLICY = """
            smtp_receive_timeout = 1s
            acl_smtp_rcpt = check_rcpt
            begin acl
            check_rcpt:
              accept domains = test.ex
              deny   message = relay not permitted
            """;

    @Test
    void chunks_are_answered_as_exim_does() throws Exception {
        Assumptions.assumeTrue(Files.exists(DIALOGUES), () -> "skipped: " + DIALOGUES + " is not there");
        try (Server server = Server.with(Configurations.receiver("mx.example.org", POLICY))) {
            assertThat(server.postern("feature", "install", "chunking").status())
                    .isZero();
            int played = 0;
            for (String line : Files.readAllLines(DIALOGUES)) {
                JsonObject dialogue = JsonParser.parseString(line).getAsJsonObject();
                String id = dialogue.get("id").getAsString();
                if (TESTS.contains(id.substring(0, 4)) && !EXCEPTIONS.contains(id)) {
                    play(server, id, dialogue.getAsJsonArray("steps"));
                    played++;
                }
            }
            assertThat(played).isEqualTo(15);
        }
    }

    private static void play(Server server, String id, JsonArray steps) throws Exception {
        try (SmtpClient client = new SmtpClient(server.port())) {
            for (int i = 0; i < steps.size(); i++) {
                List<String> step = steps.get(i).getAsJsonArray().asList().stream()
                        .map(JsonElement::getAsString)
                        .toList();
                String text = step.getLast();
                switch (step.getFirst()) {
                    case "C" -> client.raw(unescaped(text) + "\r\n");
                    case "C-nocrlf" -> client.raw(unescaped(text));
                    default -> {
                        boolean goesOn = text.length() > 3 && text.charAt(3) == '-';
                        if (!goesOn) {
                            assertThat(client.reply().code())
                                    .as(id + " step " + i)
                                    .isEqualTo(Integer.parseInt(text.substring(0, 3)));
                        }
                    }
                }
            }
        }
    }

    private static String unescaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n");
    }
}
