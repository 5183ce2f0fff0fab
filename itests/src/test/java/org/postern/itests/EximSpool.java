package org.postern.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A spool of Debian's Exim without a daemon: each command runs Exim once. What it delivers is in
/// DIRECTORY/mail.
final class EximSpool {
    private static final List<String> PLACES = List.of("/usr/local/lib/postern-ci/usr/sbin/exim4", "/usr/sbin/exim4");
    private static final String USER = "Debian-exim";
    private static final String CONFIGURATION = """
            primary_hostname = exim.example
            exim_path = PROGRAM
            exim_user = Debian-exim
            exim_group = Debian-exim
            spool_directory = DIRECTORY/spool
            log_file_path = DIRECTORY/log/%s
            keep_environment =
            host_lookup =
            begin routers
            local:
              driver = accept
              transport = maildir
            begin transports
            maildir:
              driver = appendfile
              user = Debian-exim
              directory = DIRECTORY/mail
              maildir_format
              create_directory
            begin retry
            * * F,1h,1s
            """;

    private final Path directory;
    private final String program;

    private EximSpool(Path directory, String program) {
        this.directory = directory;
        this.program = program;
    }

    /// An empty spool; without Exim the test is skipped.
    static EximSpool create() throws IOException {
        String program = find();
        Path directory = Files.createTempDirectory("postern-exim-spool");
        Files.writeString(
                directory.resolve("exim.conf"),
                CONFIGURATION.replace("PROGRAM", program).replace("DIRECTORY", directory.toString()));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        EximSpool spool = new EximSpool(directory, program);
        for (String name : List.of("spool", "spool/input", "log", "mail")) {
            spool.giveAway(Files.createDirectory(directory.resolve(name)));
        }
        spool.giveAway(directory);
        return spool;
    }

    private static String find() {
        String reason = "skipped: Exim (exim4-daemon-heavy) is not installed, or this is not root";
        for (String place : PLACES) {
            if (Files.isExecutable(Path.of(place))
                    && System.getProperty("user.name").equals("root")) {
                return place;
            }
        }
        System.out.println(reason);
        Assumptions.abort(reason);
        throw new AssertionError(reason);
    }

    /// Makes a file Exim's own.
    private void giveAway(Path file) throws IOException {
        UserPrincipal user =
                file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
        Files.setOwner(file, user);
    }

    /// Where its `-H` and `-D` files are.
    Path input() {
        return directory.resolve("spool/input");
    }

    /// Moves spool files to it, as a scanner does: the `-D` first.
    void put(Path from, String id) throws IOException {
        for (String end : List.of("-D", "-H")) {
            Path file = from.resolve(id + end);
            giveAway(file);
            Files.move(file, input().resolve(id + end));
        }
    }

    /// What it prints, both outputs together.
    String run(String... arguments) throws IOException {
        return run("", List.of(arguments)).output();
    }

    /// Has it keep a message without trying to deliver it.
    void keep(String from, String to, String text) throws IOException {
        Command.Result result = run(text, List.of("-odq", "-oi", "-f", from, to));
        if (result.status() != 0) {
            throw new IOException(result.output());
        }
    }

    private Command.Result run(String input, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program, "-C", directory + "/exim.conf"));
        command.addAll(arguments);
        return Command.run(command, input);
    }

    /// The messages that it has delivered.
    List<String> delivered() throws IOException {
        Path inbox = directory.resolve("mail/new");
        if (!Files.isDirectory(inbox)) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(inbox)) {
            for (Path file : files.toList()) {
                texts.add(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1));
            }
        }
        return texts;
    }
}
