package org.postern.kernel;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.postern.testkit.Conformance;

/// Every case of the suites of SMTP that others wrote. `exceptions.tsv` names those that we do not follow,
/// with
/// a reason each; one that we follow after all fails, so that the list stays true.
@NullMarked
class ConformanceTest {
    /// The largest message, in the words of aiosmtpd's tests.
    private static final Pattern SIZE_LIMIT = Pattern.compile("data_size_limit=(\\d+)");

    private static final Conformance SUITES = Conformance.of(ConformanceTest.class);

    private static Stream<JsonObject> cases(String suite) {
        return SUITES.text(suite + ".jsonl", StandardCharsets.UTF_8)
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject());
    }

    private interface Verdict {
        Optional<String> difference(JsonObject given) throws IOException;
    }

    private static Stream<DynamicTest> tests(String suite, Verdict verdict) {
        return cases(suite).map(given -> {
            String id = given.get("id").getAsString();
            return DynamicTest.dynamicTest(suite + " " + id, () -> SUITES.judge(suite, id, verdict.difference(given)));
        });
    }

    @AfterAll
    static void print_the_counts() {
        System.out.print(SUITES.counts());
    }

    private static Optional<String> differs(boolean different, String what) {
        return different ? Optional.of(what) : Optional.empty();
    }

    private static Optional<String> text(JsonObject given, String name) {
        JsonElement element = given.get(name);
        return element == null || element.isJsonNull() ? Optional.empty() : Optional.of(element.getAsString());
    }

    @TestFactory
    Stream<DynamicTest> data_are_transparent() {
        return tests("data-transparency", given -> {
            Optional<String> wire = text(given, "wire");
            if (wire.isEmpty()) {
                return unsendable(text(given, "content").orElseThrow());
            }
            ByteArrayOutputStream stored = new ByteArrayOutputStream();
            Wire connection = new Wire(new ScriptedConnection(wire.get(), 3));
            Optional<DataReader.End> end;
            try {
                end = Optional.of(new DataReader(connection, stored, 0, false).read());
            } catch (java.io.EOFException _) {
                end = Optional.empty();
            }
            boolean complete = end.filter(DataReader.End.COMPLETE::equals).isPresent();
            Optional<String> content = text(given, "content");
            String got = stored.toString(StandardCharsets.ISO_8859_1);
            return differs(
                    content.isPresent() != complete || (complete && !got.equals(content.get())),
                    end + " " + got.length() + " bytes");
        });
    }

    /// What no server could have sent is what we never store: it has a bare line end, or its last line none.
    private static Optional<String> unsendable(String content) throws IOException {
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        ChunkSink sink = new ChunkSink(stored, false);
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        sink.write(bytes, 0, bytes.length);
        sink.end();
        boolean whole = stored.toString(StandardCharsets.ISO_8859_1).equals(content);
        return differs(!sink.isBare() && whole, "it is stored as it is");
    }

    @TestFactory
    Stream<DynamicTest> nothing_else_ends_the_data() {
        return tests("smuggling-eod", given -> {
            String hex = given.get("sequence_hex").getAsString();
            StringBuilder end = new StringBuilder();
            for (int i = 0; i < hex.length(); i += 2) {
                end.append((char) Integer.parseInt(hex, i, i + 2, 16));
            }
            TestServer server = new TestServer();
            server.run(new ScriptedConnection(
                    "EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nSubject: a\r\n\r\nx" + end
                            + "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nSubject: b\r\n\r\nx\r\n.\r\n",
                    1_000));
            return differs(server.taken.size() > 1, server.messages().toString());
        });
    }

    @TestFactory
    Stream<DynamicTest> arguments_of_mail() {
        return tests("mail-from-arg", given -> {
            String argument = given.get("arg").getAsString();
            String told = new TestServer()
                    .told("EHLO x\nMAIL FROM:" + argument.replace(" AUTH=asdf@example.org", "") + "\nQUIT\n");
            boolean taken = told.contains("250 2.1.0 OK");
            return differs(taken != given.get("kind").getAsString().equals("ok"), told);
        });
    }

    @TestFactory
    Stream<DynamicTest> aiosmtpd() {
        return tests("aiosmtpd", given -> {
            TestServer server = new TestServer().with(KernelOptions.ALLOW_DOMAIN_LITERALS, "true");
            for (JsonElement setting : given.getAsJsonArray("server")) {
                Matcher limit = SIZE_LIMIT.matcher(setting.getAsString());
                if (limit.find()) {
                    server.with(KernelOptions.MESSAGE_SIZE_LIMIT, limit.group(1));
                }
            }
            return dialogue(server, given.getAsJsonArray("steps"));
        });
    }

    @TestFactory
    Stream<DynamicTest> james() {
        return tests("james-mpt", given -> dialogue(new TestServer(), given.getAsJsonArray("steps")));
    }

    /// The codes that the server gives, one a command: what the client says comes in one piece, as the server
    /// answers in the same order.
    private static Optional<String> dialogue(TestServer server, JsonArray steps) {
        StringBuilder said = new StringBuilder();
        List<String> expected = new ArrayList<>();
        for (JsonElement element : steps) {
            JsonArray step = element.getAsJsonArray();
            String text = step.get(1).getAsString();
            switch (step.get(0).getAsString()) {
                case "C" -> said.append(text).append("\r\n");
                case "C-raw" -> said.append(text);
                default -> {
                    if (!text.startsWith("250-") && !text.endsWith(".*")) {
                        expected.add(text.substring(0, 3));
                    }
                }
            }
        }
        ScriptedConnection connection = new ScriptedConnection(said.toString(), 1_000);
        server.run(connection);
        List<String> got = connection
                .told()
                .lines()
                .filter(line -> line.length() < 4 || line.charAt(3) != '-')
                .map(line -> line.substring(0, 3))
                .toList();
        List<String> wanted = expected.contains("220")
                ? expected
                : Stream.concat(Stream.of("220"), expected.stream()).toList();
        List<String> first = got.subList(0, Math.min(got.size(), wanted.size()));
        return differs(!first.equals(wanted), "got " + got + ", not " + wanted);
    }
}
