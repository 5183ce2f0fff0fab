package org.postern.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.system.Identity;

class IdentitiesTest {
    private static final int UID = 54_321;
    private static final int GID = 54_322;

    @TempDir
    Path home;

    private final SystemIdentities identities = new SystemIdentities();

    @AfterEach
    void stop() {
        identities.stop();
    }

    private Identity other() throws IOException {
        assumeTrue(identities.own().uid() == 0, "only root can work as others");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
        return identities.of(UID, GID, Optional.empty());
    }

    @Test
    void its_own_identity_is_that_of_the_process() throws IOException {
        Path file = Files.createFile(home.resolve("mine"));
        assertThat(identities.own().uid()).isEqualTo(Files.getAttribute(file, "unix:uid"));
        assertThat(identities.of(identities.own().uid(), identities.own().gid(), Optional.empty()))
                .isSameAs(identities.own());
        assertThat(identities.own().command(List.of("/bin/true"))).containsExactly("/bin/true");
    }

    @Test
    void what_it_makes_as_another_user_belongs_to_that_user() throws IOException {
        Path file = other().call(() -> Files.createFile(home.resolve("theirs")));
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(UID);
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(GID);
    }

    @Test
    void may_not_do_as_another_user_what_that_user_may_not() throws IOException {
        Path secret = Files.createFile(
                home.resolve("secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        assertThatThrownBy(() -> other().call(() -> Files.readString(secret)))
                .isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void is_itself_again_in_every_thread_afterwards() throws IOException {
        Identity other = other();
        for (int i = 0; i < 100; i++) {
            Path theirs = home.resolve("theirs" + i);
            other.call(() -> Files.createFile(theirs));
        }
        for (int i = 0; i < 100; i++) {
            Path mine = home.resolve("mine" + i);
            identities.of(UID + 1, GID, Optional.empty()).call(() -> Files.createFile(mine));
            assertThat(Files.getAttribute(mine, "unix:uid")).isEqualTo(UID + 1);
        }
        assertThat(Files.getAttribute(Files.createFile(home.resolve("own")), "unix:uid"))
                .isEqualTo(0);
    }

    @Test
    void has_the_groups_of_a_login_name() throws IOException {
        assumeTrue(identities.own().uid() == 0, "only root can work as others");
        Identity root = identities.of(UID, 0, Optional.of("root"));
        assertThat(output(root.command(List.of("/usr/bin/id", "-G")))).contains("0");
    }

    @Test
    void a_program_runs_as_the_other_user() throws IOException {
        assertThat(output(other().command(List.of("/bin/sh", "-c", "id -u; id -g; id -G"))))
                .isEqualTo(UID + "\n" + GID + "\n" + GID + "\n");
    }

    private static String output(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void without_root_it_cannot_be_another_user() {
        assumeTrue(identities.own().uid() != 0, "root can");
        assertThatThrownBy(() -> identities.of(UID, GID, Optional.empty()))
                .hasMessage("unable to set gid=" + GID + " or uid=" + UID + " (euid="
                        + identities.own().uid() + "): Operation not permitted");
    }
}
