package org.postern.eventjson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.broadcast.Occurrence;

class EventFileTest {
    @TempDir
    private Path directory;

    private final EventFile file = new EventFile();

    @AfterEach
    void close() {
        file.close();
    }

    private static Occurrence event(String name) {
        return new Occurrence(Instant.parse("2026-01-01T00:00:00Z"), name, Optional.empty(), Map.of());
    }

    private static String line(String name) {
        return "{\"time\":\"2026-01-01T00:00:00Z\",\"event\":\"" + name + "\"}";
    }

    private Path at(String name) {
        Path path = directory.resolve(name);
        file.into(Optional.of(path.toString()));
        return path;
    }

    @Test
    void each_event_is_a_line() throws IOException {
        Path path = at("events");
        file.send(List.of(event("tcp:connect"), event("tcp:close")));
        file.send(List.of(event("msg:complete")));
        assertThat(path).hasContent(line("tcp:connect") + "\n" + line("tcp:close") + "\n" + line("msg:complete"));
        assertThat(Files.getPosixFilePermissions(path)).hasSize(3);
    }

    @Test
    void lines_go_on_in_a_file_that_is_there() throws IOException {
        Path path = at("events");
        Files.writeString(path, "before\n");
        file.send(List.of(event("tcp:close")));
        assertThat(path).hasContent("before\n" + line("tcp:close"));
    }

    @Test
    void a_file_that_is_moved_away_or_removed_is_begun_anew() throws IOException {
        Path path = at("events");
        file.send(List.of(event("one")));
        Path old = Files.move(path, directory.resolve("events.1"));
        file.send(List.of(event("two")));
        assertThat(old).hasContent(line("one"));
        assertThat(path).hasContent(line("two"));
        Files.delete(path);
        file.send(List.of(event("three")));
        assertThat(path).hasContent(line("three"));
    }

    @Test
    void another_file_is_taken_when_the_configuration_names_it() throws IOException {
        Path first = at("first");
        file.send(List.of(event("one")));
        Path second = at("second");
        file.send(List.of(event("two")));
        assertThat(first).hasContent(line("one"));
        assertThat(second).hasContent(line("two"));
    }

    @Test
    void nothing_is_written_without_a_file() throws IOException {
        file.send(List.of(event("one")));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a_file_that_cannot_be_written_is_an_error() {
        at("no/such/directory");
        assertThatThrownBy(() -> file.send(List.of(event("one")))).isInstanceOf(IOException.class);
    }
}
