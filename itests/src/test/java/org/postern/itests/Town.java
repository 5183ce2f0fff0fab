package org.postern.itests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The users, mailboxes, aliases and names of a host with a stock configuration. Run by root, the users are
/// others than root; else they all are the user who runs the test.
final class Town implements AutoCloseable {
    private static final int FIRST_UID = 54_001;

    private final Path root;
    private final boolean byRoot;
    private final int uid;
    private final int gid;

    private Town(Path root) throws IOException {
        this.root = root;
        this.uid = (Integer) Files.getAttribute(root, "unix:uid");
        this.gid = (Integer) Files.getAttribute(root, "unix:gid");
        this.byRoot = uid == 0;
    }

    /// A town with these users, without mail.
    static Town of(List<String> users) throws IOException {
        Town town = new Town(Files.createTempDirectory("postern-town"));
        town.open(town.root, "rwxr-xr-x");
        for (String directory : List.of("mail", "out", "conf")) {
            town.open(Files.createDirectory(town.root.resolve(directory)), "rwxrwxrwx");
        }
        town.aliases("");
        Files.createFile(town.root.resolve("conf/email-addresses"));
        StringBuilder accounts = new StringBuilder("root:x:0:0:root:/root:/bin/sh\nmail:x:8:8:mail:/var/mail:/bin/sh\n")
                .append("nobody:x:65534:65534:nobody:/nonexistent:/bin/sh\n");
        for (int i = 0; i < users.size(); i++) {
            int number = town.byRoot ? FIRST_UID + i : town.uid;
            int group = town.byRoot ? FIRST_UID + i : town.gid;
            Path home = Files.createDirectories(town.home(users.get(i)));
            accounts.append("%s:x:%d:%d:%s:%s:/bin/sh\n".formatted(users.get(i), number, group, "A. User", home));
            town.own(home, number);
        }
        Files.writeString(town.root.resolve("accounts"), accounts);
        return town;
    }

    private void open(Path directory, String permissions) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(permissions));
    }

    private void own(Path file, int owner) throws IOException {
        if (byRoot) {
            Files.setAttribute(file, "unix:uid", owner);
            Files.setAttribute(file, "unix:gid", owner);
        }
    }

    Path root() {
        return root;
    }

    boolean isRunByRoot() {
        return byRoot;
    }

    /// The main option that names the user of deliveries that have none; root cannot do without.
    String eximUser() {
        return byRoot ? "exim_user = nobody\nexim_group = nogroup\n" : "";
    }

    Path home(String user) {
        return root.resolve("home").resolve(user);
    }

    /// A mailbox file.
    Path mailbox(String user) {
        return root.resolve("mail").resolve(user);
    }

    /// A file that anybody may write.
    Path out(String name) {
        return root.resolve("out").resolve(name);
    }

    /// Sets the aliases of the host.
    void aliases(String lines) throws IOException {
        Files.writeString(root.resolve("aliases"), lines);
    }

    /// Writes a user's `.forward`.
    void forward(String user, String text) throws IOException {
        Path file = Files.writeString(home(user).resolve(".forward"), text);
        own(file, (Integer) Files.getAttribute(home(user), "unix:uid"));
    }

    /// The options with which a server lives here, where other domains are at an address of the loopback.
    String[] options(List<String> domains) throws IOException {
        StringBuilder dns = new StringBuilder();
        for (String domain : domains) {
            dns.append("%s. IN MX 10 mx.%s.\nmx.%s. IN A 127.0.0.3\n".formatted(domain, domain, domain));
        }
        Path file = Files.writeString(root.resolve("dns"), dns);
        return new String[] {
            "--dns", file.toString(), "--accounts", root.resolve("accounts").toString(), "--hostname", "mx.example.org"
        };
    }

    /// What there is of a mailbox, whether it is a file or a Maildir.
    String read(Path mailbox) throws IOException {
        if (Files.isDirectory(mailbox) && !Files.isDirectory(mailbox.resolve("new"))) {
            return ""; // it is only being made
        }
        if (Files.isDirectory(mailbox)) {
            StringBuilder all = new StringBuilder();
            try (Stream<Path> files = Files.list(mailbox.resolve("new"))) {
                for (Path file : files.toList()) {
                    all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
            return all.toString();
        }
        return Files.exists(mailbox) ? Files.readString(mailbox, StandardCharsets.ISO_8859_1) : "";
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
