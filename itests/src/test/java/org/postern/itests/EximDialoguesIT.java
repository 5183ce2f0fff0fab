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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
            "chunking",
            "prdr",
            "limits",
            "dsn",
            "pipe-connect",
            "proxy",
            "xclient",
            "smtputf8",
            "spf",
            "dkim",
            "ocsp",
            "wellknown");

    @TempDir
    private Path certificates;

    private final Map<String, String> places = new HashMap<>(Map.of("HOSTIPV4", "127.0.0.2"));

    @Test
    void dialogues_of_exims_tests_have_the_same_codes() throws Exception {
        Assumptions.assumeTrue(Files.exists(DIALOGUES), () -> "skipped: " + DIALOGUES + " is not there");
        List<Dialogue> dialogues = Dialogue.read(DIALOGUES);
        assertThat(dialogues).hasSize(NUMBER);
        Set<String> exceptions = exceptions();
        Map<String, String> problems = play(dialogues);
        Set<String> unexplained = new TreeSet<>(problems.keySet());
        unexplained.removeAll(exceptions);
        unexplained.forEach(id -> System.out.println(problems.get(id)));
        System.out.println(
                "exim-dialogues: " + (NUMBER - problems.size()) + " equal, " + exceptions.size() + " excepted");
        assertThat(unexplained).as("without a reason").isEmpty();
        assertThat(problems.keySet()).as("what has a reason").containsAll(exceptions);
    }

    /// Plays the dialogues, those of one configuration at the same time; what is wrong, by the dialogue.
    private Map<String, String> play(List<Dialogue> dialogues) throws Exception {
        DialogueIdentities identities = new DialogueIdentities(certificates);
        places.put("CERTIFICATES", certificates.toString());
        places.put("WELLKNOWN_FILES", OURS.resolve("wellknown").toAbsolutePath().toString());
        for (String port : List.of("PORT_D", "PORT_D2", "PORT_S")) {
            places.put(port, Integer.toString(FreePort.find()));
        }
        DialogueConfigurations configurations = new DialogueConfigurations(OURS.resolve("configurations.txt"), places);
        Map<String, List<Dialogue>> byConfiguration = new LinkedHashMap<>();
        for (Dialogue dialogue : dialogues) {
            byConfiguration
                    .computeIfAbsent(configurations.of(dialogue), _ -> new ArrayList<>())
                    .add(dialogue);
        }
        Map<String, String> problems = new TreeMap<>();
        String zones = OURS.resolve("zones.txt").toAbsolutePath().toString();
        try (Server server = Server.with(configurations.first(), "--dns", zones);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String feature : FEATURES) {
                assertThat(server.postern("feature", "install", feature).status())
                        .as(feature)
                        .isZero();
            }
            for (Map.Entry<String, List<Dialogue>> entry : byConfiguration.entrySet()) {
                server.configure(entry.getKey());
                Optional<String> invalid = server.reload();
                Map<String, Future<Optional<String>>> plays = new TreeMap<>();
                for (Dialogue dialogue : entry.getValue()) {
                    plays.put(
                            dialogue.id(),
                            clients.submit(() -> invalid.isPresent() ? invalid : play(dialogue, identities)));
                }
                for (Map.Entry<String, Future<Optional<String>>> play : plays.entrySet()) {
                    play.getValue().get().ifPresent(problem -> problems.put(play.getKey(), problem));
                }
            }
        }
        return problems;
    }

    private Optional<String> play(Dialogue dialogue, DialogueIdentities identities) throws Exception {
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

    private static Set<String> exceptions() throws IOException {
        Set<String> exceptions = new TreeSet<>();
        for (String line : Files.readAllLines(OURS.resolve("exceptions.tsv"), StandardCharsets.UTF_8)) {
            exceptions.add(line.substring(0, line.indexOf('\t')));
        }
        return exceptions;
    }
}
