package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// What Postfix's load generator sends arrives, all of it, on disk or at the next host; also while a
/// feature comes and goes.
class LoadIT {
    private static final int MESSAGES = 10_000;
    private static final int SWAPS = 50;
    private static final Duration LIMIT = Duration.ofMinutes(4);

    @Test
    void ten_thousand_to_a_maildir() throws Exception {
        try (Server server = Server.with(Configurations.routes(2600))) {
            assertThat(source(server, "u@maildir.test", MESSAGES).status()).isZero();
            awaitMaildir(server, MESSAGES);
        }
    }

    @Test
    void ten_thousand_through_a_relay_route() throws Exception {
        try (Sink sink = Sink.start();
                Server server = Server.with(Configurations.routes(sink.port()))) {
            assertThat(source(server, "u@relay.test", MESSAGES).status()).isZero();
            Await.until(MESSAGES + " messages at the sink", LIMIT, () -> sink.messages() >= MESSAGES);
            assertThat(sink.messages()).isEqualTo(MESSAGES);
        }
    }

    /// smtp-source ends with an error at the first reply that it does not expect, and at the first session
    /// that drops.
    @Test
    void nothing_is_lost_and_no_verdict_is_wrong_while_a_feature_is_swapped() throws Exception {
        Path zones = Files.writeString(Files.createTempFile("zones", ".txt"), """
                allowed.example. 60 IN TXT "v=spf1 ip4:127.0.0.0/8 -all"
                refused.example. 60 IN TXT "v=spf1 -all"
                """);
        String with =
                Configurations.routes(2600, "  deny message = 550 5.7.23 SPF says $spf_result\n       spf = fail");
        String without = Configurations.routes(2600);
        try (Server server = Server.with(without, "--dns", zones.toString())) {
            CompletableFuture<Command.Result> source = sourceBeside(server);
            Load load = new Load(server, "allowed.example");
            Load refused = new Load(server, "refused.example");
            for (int swap = 0; swap < SWAPS; swap++) {
                ok(server.postern("feature", "install", "spf"));
                server.configure(with);
                ok(server.postern("reload"));
                refused.phase(550);
                ok(server.postern("feature", "update", "spf"));
                refused.phase(Load.EITHER);
                server.configure(without);
                ok(server.postern("reload"));
                ok(server.postern("feature", "remove", "spf"));
                refused.phase(250);
            }
            long accepted = load.end() + refused.end() + MESSAGES;
            assertThat(source.get().status()).as(source.get().output()).isZero();
            assertThat(load.wrong()).isEmpty();
            assertThat(refused.wrong()).isEmpty();
            assertThat(accepted).isGreaterThan(MESSAGES);
            awaitMaildir(server, accepted);
        }
    }

    /// Ten thousand more from smtp-source, at the same time.
    private static CompletableFuture<Command.Result> sourceBeside(Server server) throws IOException {
        Command.find("smtp-source");
        return CompletableFuture.supplyAsync(() -> {
            try {
                return source(server, "u@maildir.test", MESSAGES);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void ok(Command.Result result) {
        assertThat(result.status()).as(result.output()).isZero();
    }

    private static Command.Result source(Server server, String recipient, int messages) throws IOException {
        return Command.run(List.of(
                Command.find("smtp-source"),
                "-d",
                "-s",
                "20",
                "-m",
                Integer.toString(messages),
                "-l",
                "4096",
                "-f",
                "a@allowed.example",
                "-t",
                recipient,
                "127.0.0.1:" + server.port()));
    }

    private static void awaitMaildir(Server server, long messages) throws Exception {
        Path mails = server.home().resolve("mail/in/new");
        Await.until(messages + " messages in the Maildir", LIMIT, () -> Command.count(mails) >= messages);
        assertThat(Command.count(mails)).isEqualTo(messages);
    }
}
