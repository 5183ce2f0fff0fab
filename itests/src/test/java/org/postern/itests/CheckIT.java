package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A configuration is checked as a whole, and a bad one never replaces a good one.
class CheckIT {
    private static final String FIVE_MISTAKES = """
            primary_hostname = mx.example.org
            smtp_accept_maxx = 10
            message_size_limit = big
            acl_smtp_rcpt = check_rcpt

            begin acl
            check_rcpt:
              accept domians = example.org
              deny

            begin routers
            local:
              driver = akzept
              transport = maildir

            begin transports
            maildir:
              driver = appendfile
              directory = ${if eq{a}{b}
              maildir_format
            """;

    @Test
    void names_five_mistakes_with_their_lines() throws Exception {
        Path file = Files.writeString(Files.createTempFile("five", ".conf"), FIVE_MISTAKES);

        Command.Result result = Command.run(List.of(Server.postern(), "check", "-C", file.toString()));

        assertThat(result.status()).as(result.output()).isEqualTo(1);
        for (int line : List.of(2, 3, 8, 13, 19)) {
            assertThat(result.output()).contains(file + ":" + line + ": ");
        }
        assertThat(result.output()).contains("smtp_accept_max", "domains", "accept");
        Files.delete(file);
    }

    @Test
    void config_shows_what_is_in_force_and_where_it_comes_from() throws Exception {
        Path file = Files.writeString(Files.createTempFile("config", ".conf"), """
                qualify_domain = example.org
                no_smtp_enforce_sync
                domainlist local = a : b
                begin routers
                all:
                  driver = accept
                  domains = +local
                  transport = none
                begin transports
                none:
                  driver = appendfile
                  file = /dev/null
                """);

        Command.Result result = Command.run(List.of(
                Server.postern(),
                "config",
                "-C",
                file.toString(),
                "qualify_domain",
                "+local",
                "smtp_accept_max",
                "routers"));

        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output())
                .contains("qualify_domain = example.org\t# " + file + ":1\n")
                .contains("domainlist local = a : b\t# " + file + ":3\n")
                .contains("smtp_accept_max = 10000\t# default\n")
                .contains("router all:\ndriver = accept\t# " + file + ":5\n")
                .contains("domains = +local\t# " + file + ":7\n");
        Command.Result names = Command.run(
                List.of(Server.postern(), "config", "-C", file.toString(), "-n", "router_list", "smtp_enforce_sync"));
        assertThat(names.output()).isEqualTo("all\nfalse\n");
        assertThat(Command.run(List.of(Server.postern(), "config", "-C", file.toString(), "nonesuch"))
                        .output())
                .contains("there is no nonesuch");
        Files.delete(file);
    }

    @Test
    void a_good_configuration_has_status_0() throws Exception {
        Path file = Files.writeString(Files.createTempFile("good", ".conf"), Configurations.routes(2600));

        Command.Result result = Command.run(List.of(Server.postern(), "check", "-C", file.toString()));

        assertThat(result.status()).as(result.output()).isZero();
        Files.delete(file);
    }

    @Test
    void the_examples_are_right() throws Exception {
        Path examples = Path.of("../examples");
        for (String name : List.of("smarthost.conf", "configure.conf")) {
            Command.Result check = Command.run(List.of(
                    Server.postern(), "check", "-C", examples.resolve(name).toString()));
            assertThat(check.status()).as(check.output()).isZero();
            assertThat(check.output()).as(name).isEmpty();
        }
        try (Server server = Server.with(Configurations.routes(2600))) {
            assertThat(needs(server, examples.resolve("spf.conf"), "spf")).isEmpty();
            assertThat(needs(server, examples.resolve("dmarc.conf"), "dkim", "dmarc", "authresults"))
                    .isEmpty();
            assertThat(needs(server, examples.resolve("forwarder.conf"), "arc")).isEmpty();
            assertThat(needs(
                            server,
                            examples.resolve("tls.conf"),
                            "dane",
                            "mta-sts",
                            "ocsp",
                            "requiretls",
                            "tls-resume"))
                    .isEmpty();
        }
    }

    /// What a running server says of a configuration once it has some features more; nothing if it takes it.
    private static String needs(Server server, Path example, String... features) throws Exception {
        for (String feature : features) {
            assertThat(server.postern("feature", "install", feature).status()).isZero();
        }
        server.configure(Files.readString(example));
        Command.Result reload = server.postern("reload");
        return reload.status() == 0 ? "" : reload.output();
    }

    @Test
    void a_server_does_not_start_with_a_bad_one_and_says_why() throws Exception {
        Path file = Files.writeString(Files.createTempFile("bad", ".conf"), FIVE_MISTAKES);
        Path home = Files.createTempDirectory("postern-it");

        Command.Result result =
                Command.run(List.of(Server.postern(), "run", "--home", home.toString(), "-C", file.toString()));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).contains(file + ":2: ", file + ":19: ");
        Files.delete(file);
    }

    @Test
    void a_running_server_keeps_the_good_one_when_told_to_reload_a_bad_one() throws Exception {
        try (Server server = Server.with(Configurations.routes(2600))) {
            server.configure(FIVE_MISTAKES);

            Command.Result reload = server.postern("reload");

            assertThat(reload.status()).isEqualTo(1);
            assertThat(reload.output()).contains("postern.conf:2: ", "postern.conf:19: ");
            assertAccepts(server, "u@maildir.test", 250);

            server.configure(Configurations.routes(2600, "  deny local_parts = u"));
            assertThat(server.postern("reload").status()).isZero();
            assertAccepts(server, "u@maildir.test", 550);
        }
    }

    private static void assertAccepts(Server server, String recipient, int code) throws Exception {
        try (SmtpClient client = new SmtpClient(server.port())) {
            client.reply();
            client.command("EHLO client.example");
            client.command("MAIL FROM:<a@client.example>");
            assertThat(client.command("RCPT TO:<" + recipient + ">").code()).isEqualTo(code);
        }
    }
}
