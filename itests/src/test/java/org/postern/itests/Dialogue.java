package org.postern.itests;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One dialogue of Exim's tests: what a client sends, and what begins the lines that it gets.
///
/// @param id the number of the test, and of the dialogue in it
/// @param macros what `-D` gives the server, by name
/// @param client the words that its client is started with
/// @param steps each a kind (`C`, `C-nocrlf`, `S`, `S-any`, `sleep`) and a text
record Dialogue(String id, Map<String, String> macros, List<String> client, List<List<String>> steps) {
    private static final Pattern MACRO = Pattern.compile("-D([A-Z_0-9]+)(?:=('[^']*'|\"[^\"]*\"|\\S*))?");

    static List<Dialogue> read(Path file) throws IOException {
        List<Dialogue> dialogues = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            dialogues.add(of(JsonParser.parseString(line).getAsJsonObject()));
        }
        return dialogues;
    }

    private static Dialogue of(JsonObject json) {
        List<List<String>> steps = new ArrayList<>();
        json.getAsJsonArray("steps").forEach(step -> steps.add(strings(step.getAsJsonArray())));
        String client = json.get("client").getAsString();
        while (client.endsWith("\\")) { // goes on in what was taken for what it sends
            client = client.substring(0, client.length() - 1)
                    + steps.removeFirst().getLast();
        }
        JsonElement server = json.get("server_cmd");
        return new Dialogue(
                json.get("id").getAsString(),
                server.isJsonNull() ? Map.of() : macros(server.getAsString()),
                List.of(client.split("\\s+")),
                List.copyOf(steps));
    }

    private static List<String> strings(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsString).toList();
    }

    private static Map<String, String> macros(String command) {
        Map<String, String> macros = new LinkedHashMap<>();
        Matcher matcher = MACRO.matcher(command);
        while (matcher.find()) {
            String value = matcher.group(2) == null ? "" : matcher.group(2).replaceAll("['\"]", "");
            macros.put(matcher.group(1), value);
        }
        return macros;
    }

    /// The number of the test.
    String test() {
        return id.substring(0, 4);
    }

    /// Where the client connects to: `127.0.0.1`, `HOSTIPV4` or `HOSTIPV6`.
    String host() {
        return client.get(hostIndex());
    }

    /// The name of the port that it connects to, as `PORT_D`.
    String port() {
        return client.get(hostIndex() + 1);
    }

    /// The client's certificate, by the name of a file of Exim's, empty if it has none.
    String certificate() {
        return client.size() > hostIndex() + 2 ? client.getLast() : "";
    }

    private int hostIndex() {
        for (int i = 0; i < client.size(); i++) {
            if (client.get(i).matches("127\\.0\\.0\\.1|HOSTIPV[46]")) {
                return i;
            }
        }
        throw new IllegalArgumentException(id + ": where to? " + client);
    }
}
