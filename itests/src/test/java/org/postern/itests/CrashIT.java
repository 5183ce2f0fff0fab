package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// kill -9 at any time loses nothing that was answered with 250.
class CrashIT {
    private static final int SESSIONS = 20;

    @Test
    void every_acknowledged_message_is_in_the_maildir_after_kills_under_load() throws Exception {
        int kills = Boolean.getBoolean("postern.soak") ? 50 : 5;
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        try (Server server = Server.with(Configurations.routes(2600))) {
            for (int kill = 0; kill < kills; kill++) {
                int before = acknowledged.size();
                List<Thread> senders = new ArrayList<>();
                for (int i = 0; i < SESSIONS; i++) {
                    String prefix = "kill" + kill + "-" + i;
                    senders.add(Thread.ofVirtual().start(() -> send(server.port(), prefix, acknowledged)));
                }
                int enough = before + 200 + 137 * kill;
                Await.until("load", Duration.ofSeconds(60), () -> acknowledged.size() > enough);
                server.kill();
                for (Thread sender : senders) {
                    sender.join();
                }
                server.restart();
            }
            Path mails = server.home().resolve("mail/in/new");
            Await.until(
                    "all that was acknowledged",
                    Duration.ofMinutes(2),
                    () -> subjects(mails).keySet().containsAll(acknowledged));
            Map<String, Integer> delivered = subjects(mails);
            assertThat(delivered.values()).as("no message is there twice").containsOnly(1);
        }
    }

    /// Sends messages with a subject each until the server is gone.
    private static void send(int port, String prefix, Set<String> acknowledged) {
        try (SmtpClient client = new SmtpClient(port)) {
            client.reply();
            client.command("EHLO client.example");
            for (int i = 0; ; i++) {
                String subject = prefix + "-" + i;
                String content = "Subject: " + subject + "\r\n\r\n" + "text ".repeat(200);
                int code = client.message("a@client.example", "u@maildir.test", content)
                        .code();
                if (code == 250) {
                    acknowledged.add(subject);
                } else {
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            // The server was killed, as it had to be.
        }
    }

    private static Map<String, Integer> subjects(Path mails) throws IOException {
        Map<String, Integer> found = new HashMap<>();
        try (Stream<Path> files = Files.list(mails)) {
            for (Path file : files.toList()) {
                for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                    if (line.startsWith("Subject: ")) {
                        found.merge(line.substring(9), 1, Integer::sum);
                        break;
                    }
                }
            }
        }
        return found;
    }
}
