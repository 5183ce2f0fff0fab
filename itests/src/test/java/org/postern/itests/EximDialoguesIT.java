package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The dialogues of Exim's own tests: the same commands get the same codes in the same order. They are not
/// part of this repository (GPL), and run where they lie beside it. Those that do not have their reasons in
/// `exceptions.tsv`. One server plays all of them, and reads a new configuration between the tests.
class EximDialoguesIT {
    private static final Path DIALOGUES = Path.of(System.getProperty("postern.shared", "../../shared"))
            .resolve("conformance/smtp/exim-dialogues.jsonl");
    private static final Path OURS = Path.of("src/test/resources/dialogues");
    private static final int NUMBER = 267;
    private static final List<String> FEATURES = List.of(
            "chunking", "prdr", "limits", "dsn", "pipe-connect", "proxy", "xclient", "smtputf8", "spf", "dkim", "ocsp");

    @TempDir
    private Path certificates;

    private final Map<String, String> places = new HashMap<>();
    private DialogueIdentities identities;

    @Test
    void dialogues_of_exims_tests_have_the_same_codes() throws Exception {
        Assumptions.assumeTrue(Files.exists(DIALOGUES), () -> "skipped: " + DIALOGUES + " is not there");
        List<Dialogue> dialogues = Dialogue.read(DIALOGUES);
        assertThat(dialogues).hasSize(NUMBER);
        Map<String, String> exceptions = exceptions();
        identities = new DialogueIdentities(certificates);
        for (String port : List.of("PORT_D", "PORT_D2", "PORT_S")) {
            places.put(port, Integer.toString(FreePort.find()));
        }
        places.put("HOSTIPV4", "127.0.0.2");
        places.put("CERTIFICATES", certificates.toString());
        DialogueConfigurations configurations =
                new DialogueConfigurations(OURS.resolve("configurations.txt"), places);
        Map<String, List<Dialogue>> byConfiguration = new LinkedHashMap<>();
        String only = System.getProperty("postern.dialogues", "");
        for (Dialogue dialogue : dialogues) {
            if (dialogue.id().matches(only.isEmpty() ? ".*" : only)
                    && (!exceptions.containsKey(dialogue.id()) || !only.isEmpty())) {
                byConfiguration
                        .computeIfAbsent(configurations.of(dialogue), _ -> new ArrayList<>())
                        .add(dialogue);
            }
        }
        Map<String, String> problems = new TreeMap<>();
        int played = 0;
        Path zones = OURS.resolve("zones.txt").toAbsolutePath();
        try (Server server = Server.with(configurations.first(), "--dns", zones.toString());
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String feature : FEATURES) {
                assertThat(server.postern("feature", "install", feature).status())
                        .as(feature)
                        .isZero();
            }
            for (Map.Entry<String, List<Dialogue>> entry : byConfiguration.entrySet()) {
                server.configure(entry.getKey());
                played += entry.getValue().size();
                Command.Result reloaded = server.postern("reload");
                if (reloaded.status() != 0) {
                    entry.getValue().forEach(dialogue -> problems.put(dialogue.id(), reloaded.output()));
                    continue;
                }
                Map<String, Future<Optional<String>>> plays = new TreeMap<>();
                for (Dialogue dialogue : entry.getValue()) {
                    plays.put(dialogue.id(), clients.submit(() -> play(dialogue)));
                }
                for (Map.Entry<String, Future<Optional<String>>> play : plays.entrySet()) {
                    play.getValue().get().ifPresent(problem -> problems.put(play.getKey(), problem));
                }
            }
            if (!only.isEmpty()) System.out.println(server.output() + server.log("mainlog") + server.log("paniclog")); 
        }
        problems.values().forEach(System.out::println);
        System.out.println(played + " played, " + problems.size() + " differ, " + exceptions.size() + " exceptions");
        assertThat(problems).isEmpty();
    }

    private Optional<String> play(Dialogue dialogue) throws Exception {
        InetAddress address = InetAddress.ofLiteral(
                switch (dialogue.host()) {
                    case "HOSTIPV4" -> "127.0.0.2";
                    case "HOSTIPV6" -> "::1";
                    default -> "127.0.0.1";
                });
        int port = Integer.parseInt(places.getOrDefault(dialogue.port(), places.get("PORT_D")));
        String tlsVersion = dialogue.client().getFirst().endsWith("-anytls") ? "TLSv1.3" : "TLSv1.2";
        try (DialogueClient client = new DialogueClient(address, port, tlsVersion)) {
            return new DialoguePlay(dialogue, client, identities.context(dialogue.certificate())).play();
        } catch (IOException e) {
            return Optional.of(dialogue.id() + ": " + e);
        }
    }

    private static Map<String, String> exceptions() throws IOException {
        Map<String, String> exceptions = new TreeMap<>();
        for (String line : Files.readAllLines(OURS.resolve("exceptions.tsv"), StandardCharsets.UTF_8)) {
            int tab = line.indexOf('\t');
            if (tab > 0 && !line.startsWith("#")) {
                exceptions.put(line.substring(0, tab), line.substring(tab + 1));
            }
        }
        return exceptions;
    }
}
