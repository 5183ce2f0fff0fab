package org.postern.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestFactory;

/// The configurations of Debian's packages `exim4-config` and `exim4-base` themselves, where they are
/// installed, or unpacked in the directory that the environment variable `POSTERN_EXIM_PACKAGES` names.
class StockPackagesIT {
    private static final List<String> ROOTS = List.of("/usr/local/lib/postern-ci", "/");

    private static Path root() {
        Stream<String> named = Optional.ofNullable(System.getenv("POSTERN_EXIM_PACKAGES")).stream();
        Optional<Path> found = Stream.concat(named, ROOTS.stream())
                .map(Path::of)
                .filter(root -> Files.exists(root.resolve("etc/exim4/exim4.conf.template")))
                .findFirst();
        return found.orElseGet(() -> {
            String reason = "skipped: the files of exim4-config are not there";
            System.out.println(reason);
            Assumptions.abort(reason);
            throw new AssertionError(reason);
        });
    }

    /// What `update-exim4.conf` makes.
    ///
    /// @param type `internet`, `smarthost`, `satellite` or `local`
    /// @param split whether of the split configuration
    /// @param delivery the transport for local users
    private static String generated(Path work, String type, boolean split, String delivery) throws IOException {
        Path root = root();
        Path conf = work.resolve("exim4");
        copy(root.resolve("etc/exim4"), conf);
        Files.writeString(conf.resolve("update-exim4.conf.conf"), """
                dc_eximconfig_configtype='%s'
                dc_other_hostnames=''
                dc_local_interfaces=''
                dc_readhost='hub.example.org'
                dc_relay_domains=''
                dc_minimaldns='false'
                dc_relay_nets=''
                dc_smarthost='smarthost.test'
                CFILEMODE='644'
                dc_use_split_config='%s'
                dc_hide_mailname='true'
                dc_mailname_in_oh='true'
                dc_localdelivery='%s'
                """.formatted(type, split, delivery));
        Path name = Files.writeString(work.resolve("mailname"), "mx.example.org\n");
        Path script = Files.writeString(
                work.resolve("update"),
                Files.readString(root.resolve("usr/sbin/update-exim4.conf"))
                        .replace("/etc/mailname", name.toString())
                        .replace("chown ", ": "));
        Path out = work.resolve("generated");
        Command.Result result =
                Command.run(List.of("/bin/sh", script.toString(), "-d", conf.toString(), "-o", out.toString()));
        assertThat(result.status()).as(result.output()).isZero();
        return Files.readString(out);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (Files.isReadable(file)) {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static String brought() throws IOException {
        return Files.readString(root().resolve("usr/share/doc/exim4-base/examples/example.conf"));
    }

    @TestFactory
    Stream<DynamicTest> each_of_them_is_a_good_configuration() throws IOException {
        Path _ = root();
        Stream<DynamicTest> generated = Stream.of("internet", "smarthost", "satellite", "local")
                .flatMap(type -> Stream.of(true, false)
                        .map(split -> DynamicTest.dynamicTest(type + (split ? ", split" : ", whole"), () -> {
                            Path work = Files.createTempDirectory("postern-stock");
                            check(work, generated(work, type, split, "mail_spool"));
                        })));
        return Stream.concat(
                generated,
                Stream.of(DynamicTest.dynamicTest(
                        "example.conf", () -> check(Files.createTempDirectory("postern-stock"), brought()))));
    }

    private static void check(Path work, String configuration) throws IOException {
        Path file = Files.writeString(work.resolve("check.conf"), configuration);
        Command.Result result = Command.run(List.of(Server.postern(), "check", "-C", file.toString()));
        assertThat(result.status()).as(result.output()).isZero();
    }

    /// With the ports, names and files of a test in place of those of the machine.
    private static String adapted(String configuration, int port, Town town) {
        return configuration
                .replace("/var/mail/", town.root() + "/mail/")
                .replace("{/etc/aliases}", "{" + town.root() + "/aliases}")
                .replace("/etc/email-addresses", town.root() + "/conf/email-addresses")
                .replace("127.0.0.0/8", "127.0.0.1/32")
                .replaceAll("(?m)^spool_directory =.*", "")
                .replace("# allow_filter", "allow_filter")
                .replaceAll("(?m)^( *)driver = dnslookup", "$0\n  self = send")
                .replaceAll("(?m)^( *)driver = smtp", "$0\n  port = " + port + "\n  allow_localhost");
    }

    @Nested
    class Brought extends StockContract {
        @BeforeAll
        static void isThere() {
            Path _ = root();
        }

        @Override
        String configuration(int port) throws IOException {
            return "primary_hostname = mx.example.org\n" + adapted(brought(), port, town);
        }

        @Override
        Path inbox(String user) {
            return town.mailbox(user);
        }
    }

    @Nested
    class Internet extends StockContract {
        @BeforeAll
        static void isThere() {
            Path _ = root();
        }

        @Override
        String configuration(int port) throws IOException {
            Assumptions.assumeTrue(town.isRunByRoot(), "skipped: only root can deliver as the group mail");
            return debian("mail_spool", port, town);
        }

        @Override
        Path inbox(String user) {
            return town.mailbox(user);
        }
    }

    @Nested
    class InternetWithMaildirs extends StockContract {
        @BeforeAll
        static void isThere() {
            Path _ = root();
        }

        @Override
        String configuration(int port) throws IOException {
            return debian("maildir_home", port, town);
        }

        @Override
        Path inbox(String user) {
            return town.home(user).resolve("Maildir");
        }
    }

    private static String debian(String delivery, int port, Town town) throws IOException {
        String generated = generated(Files.createTempDirectory("postern-stock"), "internet", true, delivery);
        return "SYSTEM_ALIASES_FILE_TRANSPORT = address_file\nSYSTEM_ALIASES_PIPE_TRANSPORT = address_pipe\n"
                + adapted(generated, port, town);
    }
}
