package org.postern.itests.exim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The world in which the answers were recorded: the files, the DNS, the host's name and addresses, a user;
/// and a batch in it.
final class World implements AutoCloseable {
    private final Path scratch;
    private final Path directory;
    private final Batch batch;
    private final Path extra;
    private final Map<String, String> replacements = new LinkedHashMap<>();

    private World(Path scratch, Path directory, Batch batch, Path extra) {
        this.scratch = scratch;
        this.directory = directory;
        this.batch = batch;
        this.extra = extra;
    }

    /// The world of Exim's own tests: `tree`, and the upstream zones.
    static World upstream() throws IOException {
        return create("tree", "@DIR@", "dns_records_upstream.tsv");
    }

    /// The world of the tests that were written for this project: `own`.
    static World own() throws IOException {
        return create("own", "@ODIR@", "dns_records_own.tsv");
    }

    private static World create(String tree, String placeholder, String records) throws IOException {
        Path scratch = Files.createTempDirectory("postern-world").toRealPath();
        Path directory = scratch.resolve("tree");
        Oracle.copy(Oracle.path(tree), directory, placeholder, directory.toString());
        Files.createDirectories(directory.resolve("spool"));
        if (Files.isDirectory(directory.resolve("aux-fixed"))) {
            script(directory.resolve("aux-fixed/0002.runfile"), "echo abcd; echo 1234; exit $1");
            Files.createDirectories(directory.resolve("bin"));
            script(directory.resolve("bin/iefbr14"), "exit 0");
        }
        Path dns = scratch.resolve("zones");
        Files.writeString(dns, Zones.masterFile(Oracle.table(records)), StandardCharsets.ISO_8859_1);
        String accounts = accounts(scratch);
        Path extra = scratch.resolve("extra");
        Oracle.copy(Oracle.path("extra"), extra, "@XDIR@", extra.toString());
        Files.createDirectories(extra.resolve("dsd/sub")); // which is empty
        Batch batch = Batch.start(
                directory,
                Map.of("TZ", "UTC", "HOME", "/root", "USER", "tester", "LOGNAME", "tester", "OTEST", "envval"),
                "--dns",
                dns.toString(),
                "--hostname",
                "oraclehost.example.net",
                "--interfaces",
                "127.0.0.1;::1;192.168.77.77;fd77::77",
                "--accounts",
                accounts);
        return new World(scratch, directory, batch, extra);
    }

    /// The users and groups: the files belonged to `mail` when the answers were recorded, now to whom this
    /// runs as.
    private static String accounts(Path scratch) throws IOException {
        Path passwd = scratch.resolve("passwd");
        Path group = scratch.resolve("group");
        String uid = Files.getAttribute(scratch, "unix:uid").toString();
        String gid = Files.getAttribute(scratch, "unix:gid").toString();
        Files.writeString(
                passwd,
                "mail:x:" + uid + ":" + gid + ":mail:/var/mail:/usr/sbin/nologin\n"
                        + Files.readString(Path.of("/etc/passwd"))
                        + "tester:x:2000:2000:Test User:/mnt/home:/bin/sh\n");
        Files.writeString(
                group, "mail:x:" + gid + ":\n" + Files.readString(Path.of("/etc/group")) + "tester:x:2000:\n");
        return passwd + ";" + group;
    }

    private static void script(Path file, String commands) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + commands + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// With other words in all that is asked and configured.
    World replacing(String words, String others) {
        replacements.put(words, others);
        return this;
    }

    /// Where the materialised tree is.
    Path directory() {
        return directory;
    }

    /// Carries out a command with this configuration; the placeholders in it and in the words are filled in.
    Batch.Result run(String command, String configuration, String input, List<String> words) throws IOException {
        Path file = directory.resolve("test-config");
        Files.writeString(file, filled(configuration), StandardCharsets.ISO_8859_1);
        List<String> all = new java.util.ArrayList<>(List.of(command, "-C", file.toString()));
        words.forEach(word -> all.add(filled(word)));
        Batch.Result result = batch.run(filled(input), all);
        return new Batch.Result(result.status(), emptied(result.out()), emptied(result.err()));
    }

    private String filled(String text) {
        String replaced = text;
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            replaced = replaced.replace(replacement.getKey(), replacement.getValue());
        }
        return replaced.replace("@DIR@", directory.toString())
                .replace("@ODIR@", directory.toString())
                .replace("@SPOOL@", directory + "/spool")
                .replace("@XDIR@", extra.toString())
                .replace("@EXIM@", "/usr/sbin/exim");
    }

    private String emptied(String text) {
        return text.replace(directory + "/spool", "@SPOOL@")
                .replace(directory.toString(), "@DIR@")
                .replace(extra.toString(), "@XDIR@")
                .replace("/usr/sbin/exim", "@EXIM@");
    }

    @Override
    public void close() throws IOException {
        batch.close();
        Oracle.delete(scratch);
    }
}
