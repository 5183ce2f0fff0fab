package org.postern.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/* The form of a transcript, section by section:
 *
 *   == config            the configuration; HOME stands for the server's home
 *   == zones             what the DNS says (optional)
 *   == features          features to install before the sessions, one a line (optional)
 *   == session ADDRESS   one SMTP session from this address of the loopback
 *
 * In a session:
 *   C: text              the client sends a line, with CRLF
 *   R: text              the client sends bytes as they are; \r \n \0 \\ are escapes
 *   S: 250 glob          a whole reply with this code comes, one of its lines has this text (* is any); the text may be left out
 *   X:                   the server closes the connection
 *   # a comment */
/// One transcript file: a configuration and the sessions that it must give.
final class Transcript {
    private final String name;
    private final String configuration;
    private final String zones;
    private final List<String> features;
    private final Map<String, List<String>> sessions;

    private Transcript(
            String name,
            String configuration,
            String zones,
            List<String> features,
            Map<String, List<String>> sessions) {
        this.name = name;
        this.configuration = configuration;
        this.zones = zones;
        this.features = features;
        this.sessions = sessions;
    }

    static Transcript read(Path file) throws IOException {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            if (line.startsWith("== ")) {
                current = new ArrayList<>();
                String section = line.substring(3).strip();
                sections.put(section.startsWith("session") ? section + " #" + sections.size() : section, current);
            } else {
                current.add(line);
            }
        }
        Map<String, List<String>> sessions = new LinkedHashMap<>(sections);
        sessions.keySet().removeIf(section -> !section.startsWith("session"));
        return new Transcript(
                file.getFileName().toString(),
                String.join("\n", sections.getOrDefault("config", List.of())) + "\n",
                String.join("\n", sections.getOrDefault("zones", List.of())) + "\n",
                sections.getOrDefault("features", List.of()).stream()
                        .filter(line -> !line.isBlank())
                        .toList(),
                sessions);
    }

    /// Runs the server and all sessions.
    void run() throws Exception {
        Path zoneFile = Files.createTempFile("zones", ".txt");
        Files.writeString(zoneFile, zones, StandardCharsets.ISO_8859_1);
        String before = features.isEmpty() ? configuration : "local_interfaces = 127.0.0.1\ndaemon_smtp_ports = 0\n";
        try (Server server = Server.with(before, "--dns", zoneFile.toString())) {
            for (String feature : features) {
                expect(server.postern("feature", "install", feature), "install " + feature);
            }
            if (!features.isEmpty()) {
                server.configure(configuration);
                expect(server.postern("reload"), "reload");
            }
            for (Map.Entry<String, List<String>> session : sessions.entrySet()) {
                play(server, session.getKey(), session.getValue());
            }
        } finally {
            Files.delete(zoneFile);
        }
    }

    private void expect(Command.Result result, String what) {
        if (result.status() != 0) {
            throw new AssertionError(name + ": " + what + ": " + result.output());
        }
    }

    private void play(Server server, String session, List<String> lines) throws IOException {
        InetAddress from = InetAddress.ofLiteral(session.split(" ", -1)[1]);
        InetAddress to = InetAddress.ofLiteral(from.getAddress().length == 4 ? "127.0.0.1" : "::1");
        try (SmtpClient client = new SmtpClient(from, to, server.port())) {
            for (int i = 0; i < lines.size(); i++) {
                step(client, lines.get(i), name + ": " + session + ": line " + (i + 1) + ": " + lines.get(i));
            }
        }
    }

    private static void step(SmtpClient client, String line, String place) throws IOException {
        String text = line.length() > 3 ? line.substring(3) : "";
        if (line.startsWith("C:")) {
            client.raw(text + "\r\n");
        } else if (line.startsWith("R:")) {
            client.raw(text.replace("\\r", "\r")
                    .replace("\\n", "\n")
                    .replace("\\0", "\0")
                    .replace("\\\\", "\\"));
        } else if (line.startsWith("S:")) {
            SmtpClient.Reply reply = client.reply();
            int code = Integer.parseInt(text.substring(0, 3));
            Pattern glob = glob(text.substring(3).strip());
            boolean found = reply.lines().stream()
                    .anyMatch(got -> glob.matcher(got.substring(Math.min(4, got.length())))
                            .matches());
            if (reply.code() != code || !found) {
                throw new AssertionError(place + ": got " + reply.text());
            }
        } else if (line.startsWith("X:")) {
            SmtpClient.Reply reply = client.reply();
            if (reply.code() != 0) {
                throw new AssertionError(place + ": still open, got " + reply.text());
            }
        } else if (!line.isBlank() && !line.startsWith("#")) {
            throw new AssertionError(place + ": what is this?");
        }
    }

    private static Pattern glob(String text) {
        if (text.isEmpty()) {
            return Pattern.compile(".*");
        }
        StringBuilder regex = new StringBuilder();
        for (String part : text.split("\\*", -1)) {
            regex.append(regex.length() == 0 ? "" : ".*").append(Pattern.quote(part));
        }
        return Pattern.compile(regex.toString());
    }
}
