package org.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class HomeTest {
    @TempDir
    private Path directory;

    @Test
    void only_its_owner_may_enter_the_directory_of_the_socket() throws IOException {
        Home home = new Home(directory.resolve("a/home"));
        home.create();
        Files.setPosixFilePermissions(home.run(), PosixFilePermissions.fromString("rwxr-xr-x"));
        home.create();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.run())))
                .isEqualTo("rwx------");
    }

    @Test
    void a_home_has_one_server_at_a_time() throws IOException, UsageException {
        Home home = new Home(directory);
        home.create();
        long pid = ProcessHandle.current().pid();
        try (HomeLock _ = HomeLock.take(home)) {
            assertThatThrownBy(() -> HomeLock.take(home))
                    .isInstanceOf(UsageException.class)
                    .hasMessageEndingWith("already, as process " + pid);
        }
        HomeLock.take(home).close();
    }

    @Test
    void without_a_server_there_is_nothing_to_talk_to() {
        assertThatThrownBy(() -> ControlConnection.open(new Home(directory)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no server runs in " + directory);
    }

    @Test
    void words_are_escaped_on_the_wire() {
        assertThat(ControlConnection.escape("a\\b\tc\nd")).isEqualTo("a\\\\b\\tc\\nd");
    }
}
