package org.postern.lookupfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.api.Text;
import org.postern.spi.Lookup;

class OpenFilesTest {
    @TempDir
    Path directory;

    private final OpenFiles files = new OpenFiles(2);

    private SourceFile file(String name, String text) throws IOException {
        Path fresh = Files.writeString(directory.resolve(name + ".new"), text);
        Path file = Files.move(fresh, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        return new SourceFile(file.toString(), "cdb lookup", "cdb");
    }

    private BlockFile used(SourceFile file) throws IOException {
        try (OpenFiles.Lease lease = files.lease(file)) {
            return lease.blocks();
        }
    }

    @Test
    void opens_a_file_once() throws IOException {
        SourceFile a = file("a", "1");
        assertThat(used(a)).isSameAs(used(a)).matches(BlockFile::isOpen);
    }

    @Test
    void opens_a_file_that_was_replaced_anew_and_lets_its_users_finish() throws IOException {
        SourceFile a = file("a", "old");
        BlockFile old;
        try (OpenFiles.Lease before = files.lease(a)) {
            old = before.blocks();
            file("a", "new!");
            assertThat(used(a)).isNotSameAs(old);
            assertThat(used(a).text(0, 3)).isEqualTo("new");
            assertThat(old.text(0, 3)).isEqualTo("old");
        }
        assertThat(old.isOpen()).isFalse();
    }

    @Test
    void closes_what_was_not_used_for_longest() throws IOException {
        BlockFile a = used(file("a", "1"));
        BlockFile b = used(file("b", "1"));
        assertThat(used(file("c", "1")).isOpen() && b.isOpen()).isTrue();
        assertThat(a.isOpen()).isFalse();
        assertThat(files.size()).isEqualTo(2);
    }

    @Test
    void closes_nothing_that_is_in_use() throws IOException {
        files.limit(0);
        try (OpenFiles.Lease a = files.lease(file("a", "1"));
                OpenFiles.Lease b = files.lease(file("b", "1"))) {
            assertThat(a.blocks().isOpen() && b.blocks().isOpen()).isTrue();
        }
        assertThat(files.size()).isZero();
    }

    @Test
    void keeps_nothing_once_it_is_closed() throws IOException {
        BlockFile a = used(file("a", "1"));
        files.close();
        assertThat(a.isOpen()).isFalse();
        assertThat(used(file("a", "1")).isOpen()).isFalse();
    }

    @Test
    void says_that_a_file_is_missing() {
        SourceFile missing = new SourceFile(directory + "/missing", "cdb lookup", "cdb");
        assertThatThrownBy(() -> files.lease(missing))
                .hasMessage("failed to open " + directory + "/missing for cdb lookup: No such file or directory");
    }

    @Test
    void a_thread_that_is_stopped_stops_no_other() throws Exception {
        SourceFile a = file("a", "text");
        try (Lookup open = BlockLookup.open(files, a, (blocks, _) -> Optional.of(blocks.text(0, 4)))) {
            CompletableFuture<String> stopped = new CompletableFuture<>();
            Thread.ofPlatform().start(() -> stopped.complete(interrupted(a))).join();
            assertThat(stopped.get(10, TimeUnit.SECONDS)).contains("was interrupted");
            assertThat(open.find(Text.trusted("k")).map(Lookup.Found::value)).contains("text");
        }
    }

    private String interrupted(SourceFile file) {
        try (Lookup open = BlockLookup.open(files, file, (blocks, _) -> Optional.of(blocks.text(0, 4)))) {
            Thread.currentThread().interrupt();
            return open.find(Text.trusted("k")).toString();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
