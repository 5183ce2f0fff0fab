package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A feature comes and goes while the server runs, in each of the ways that an administrator has.
class HotInstallIT {
    private static final String WITHOUT = Configurations.routes(2600);
    private static final String WITH =
            Configurations.routes(2600, "  deny message = 550 5.7.23 SPF says $spf_result\n       spf = fail");
    private static final String ZONES = """
            refused.example. 60 IN TXT "v=spf1 -all"
            allowed.example. 60 IN TXT "v=spf1 ip4:127.0.0.0/8 -all"
            """;

    private Path zones;

    @BeforeEach
    void zones() throws IOException {
        zones = Files.writeString(Files.createTempFile("zones", ".txt"), ZONES);
    }

    @Test
    void without_it_a_configuration_that_needs_it_is_refused_and_the_feature_is_named() throws Exception {
        try (Server server = Server.with(WITHOUT, "--dns", zones.toString())) {
            server.configure(WITH);

            Command.Result reload = server.postern("reload");

            assertThat(reload.status()).isEqualTo(1);
            assertThat(reload.output())
                    .contains(
                            "no plugin offers the ACL condition spf; feature spf has it: postern feature install spf");
        }
    }

    @Test
    void by_name_before_the_server_starts() throws Exception {
        Path home = Files.createTempDirectory("postern-home");
        String allowed = WITH.replace("HOME", home.toString());
        Path configuration = Files.writeString(home.resolve("with.conf"), allowed);
        Command.Result refused = feature(home, "install", "nonsense");
        assertThat(refused.status()).isEqualTo(1);

        assertThat(feature(home, "install", "spf").output()).contains("spf: installed");
        assertThat(feature(home, "list").output()).containsPattern("spf .*active");
        assertThat(check(home, configuration).status()).isZero();
        assertThat(feature(home, "remove", "spf").output()).contains("spf: removed");
        assertThat(feature(home, "list").output()).doesNotContain("spf");
    }

    @Test
    void in_the_watched_directory_before_anything_runs() throws Exception {
        Path home = Files.createTempDirectory("postern-home");
        Path configuration = Files.writeString(home.resolve("with.conf"), WITH.replace("HOME", home.toString()));
        assertThat(check(home, configuration).status()).isEqualTo(1);

        Files.createDirectories(home.resolve("bundles"));
        Files.copy(spfJar(), home.resolve("bundles/spf.jar"));
        assertThat(check(home, configuration)).isEqualTo(new Command.Result(0, ""));
    }

    private static Command.Result check(Path home, Path configuration) throws IOException {
        return Command.run(
                List.of(Server.postern(), "check", "--home", home.toString(), "-C", configuration.toString()));
    }

    private static Command.Result feature(Path home, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(Server.postern(), "feature"));
        command.addAll(List.of(words));
        command.addAll(List.of("--home", home.toString()));
        return Command.run(command);
    }

    @Test
    void by_name_on_a_connection_that_is_already_open() throws Exception {
        try (Server server = Server.with(WITHOUT, "--dns", zones.toString());
                SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO client.example");
            assertThat(client.message("a@refused.example", "u@maildir.test", "Subject: 1\r\n\r\nx")
                            .code())
                    .isEqualTo(250);

            assertThat(server.postern("feature", "install", "spf").status()).isZero();
            server.configure(WITH);
            assertThat(server.postern("reload").status()).isZero();

            SmtpClient.Reply refused = client.message("a@refused.example", "u@maildir.test", "Subject: 2\r\n\r\nx");
            assertThat(refused.text()).startsWith("550 5.7.23 SPF says fail");
            assertThat(client.message("a@allowed.example", "u@maildir.test", "Subject: 3\r\n\r\nx")
                            .code())
                    .isEqualTo(250);
            assertThat(server.postern("feature", "list").output()).contains("spf");
        }
    }

    @Test
    void from_the_felix_shell() throws Exception {
        try (Server server = Server.with(WITHOUT, "--dns", zones.toString())) {
            Path jar = spfJar();
            Command.Result installed = server.postern("shell", "install file:" + jar);
            assertThat(installed.status()).as(installed.output()).isZero();
            String id = installed.output().replaceAll("(?s).*?(\\d+).*", "$1");
            assertThat(server.postern("shell", "start " + id).status()).isZero();
            server.configure(WITH);
            Await.until(
                    "the new policy",
                    Duration.ofSeconds(10),
                    () -> server.postern("reload").status() == 0);
            assertVerdict(server, 550);

            Command.Result updated = server.postern("shell", "update " + id);
            assertThat(updated.status()).as(updated.output()).isZero();
            assertVerdict(server, 550);

            server.configure(WITHOUT);
            assertThat(server.postern("reload").status()).isZero();
            assertThat(server.postern("shell", "uninstall " + id).status()).isZero();
            assertVerdict(server, 250);
        }
    }

    @Test
    void from_the_watched_directory() throws Exception {
        try (Server server = Server.with(WITHOUT, "--dns", zones.toString())) {
            Path dropped = server.home().resolve("bundles/spf.jar");
            Files.createDirectories(dropped.getParent());
            Path next = Files.copy(spfJar(), server.home().resolve("spf.tmp"));
            Files.move(next, dropped, StandardCopyOption.ATOMIC_MOVE);
            server.configure(WITH);
            Await.until(
                    "the new policy",
                    Duration.ofSeconds(20),
                    () -> server.postern("reload").status() == 0);
            assertVerdict(server, 550);
        }
    }

    @Test
    void a_policy_that_loses_its_feature_defers_and_recovers() throws Exception {
        try (Server server = Server.with(WITHOUT, "--dns", zones.toString())) {
            assertThat(server.postern("feature", "install", "spf").status()).isZero();
            server.configure(WITH);
            assertThat(server.postern("reload").status()).isZero();

            assertThat(server.postern("feature", "remove", "spf").status()).isZero();
            assertVerdict(server, 451);
            assertThat(server.log("paniclog")).contains("spf");

            assertThat(server.postern("feature", "install", "spf").status()).isZero();
            Await.until("the feature", Duration.ofSeconds(10), () -> verdict(server) == 550);
        }
    }

    private static void assertVerdict(Server server, int code) throws IOException {
        assertThat(verdict(server)).isEqualTo(code);
    }

    private static int verdict(Server server) throws IOException {
        try (SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO client.example");
            client.command("MAIL FROM:<a@refused.example>");
            return client.command("RCPT TO:<u@maildir.test>").code();
        }
    }

    private static Path spfJar() throws IOException {
        try (Stream<Path> jars = Files.list(Server.DISTRIBUTION.resolve("repository"))) {
            return jars.filter(jar -> jar.getFileName().toString().matches("(org\\.postern\\.)?spf-.*\\.jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
