package org.postern.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Gogo behind a real socket.
@NullMarked
class ControlSocketTest {
    @TempDir
    private Path directory;

    private Path path;
    private ControlSocket socket;

    @BeforeEach
    void open() throws IOException {
        CommandProcessorImpl gogo = new CommandProcessorImpl(new ThreadIOImpl());
        gogo.addCommand("postern", new Words(), "words");
        gogo.addCommand("postern", new Words(), "fail");
        Path run = Files.createDirectories(directory.resolve("run"));
        path = run.resolve("control.sock");
        Files.createFile(path); // left by an earlier process
        socket = ControlSocket.open(path, new Shell(gogo));
    }

    @AfterEach
    void close() {
        socket.close();
    }

    @Test
    void only_its_owner_may_open_it() throws IOException {
        assertThat(permissions(path)).isEqualTo("rw-------");
        assertThat(permissions(directory.resolve("run"))).isEqualTo("rwx------");
    }

    @Test
    void words_reach_the_command_as_they_were_given() throws IOException {
        assertThat(call("words\ta b\t$HOME\t'\"\t{x}|;"))
                .containsExactly(">[a b]", ">[$HOME]", ">['\"]", ">[{x}|;]", "=0");
    }

    @Test
    void a_failure_is_told_on_standard_error_with_status_1() throws IOException {
        assertThat(call("fail")).containsExactly("!postern: it did not work", "=1");
    }

    @Test
    void an_unknown_command_is_a_failure() throws IOException {
        assertThat(call("nothing")).containsExactly("!postern: nothing: this server has no such command", "=1");
    }

    @Test
    void shell_takes_a_line_of_gogo() throws IOException {
        assertThat(call("shell\tpostern:words a 'b c'")).containsExactly(">[a]", ">[b c]", "=0");
    }

    @Test
    void a_connection_serves_many_commands() throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            BufferedReader reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            assertThat(call(channel, reader, "words\t1")).containsExactly(">[1]", "=0");
            assertThat(call(channel, reader, "words\t2")).containsExactly(">[2]", "=0");
        }
    }

    @Test
    void closing_ends_idle_connections_and_takes_the_socket_away() throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            BufferedReader reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            call(channel, reader, "words");
            socket.close();
            assertThat(reader.readLine()).isNull();
            assertThat(path).doesNotExist();
        }
    }

    private List<String> call(String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return call(channel, new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)), request);
        }
    }

    private static List<String> call(SocketChannel channel, BufferedReader reader, String request) throws IOException {
        channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
        List<String> lines = new ArrayList<>();
        do {
            lines.add(String.valueOf(reader.readLine()));
        } while (!lines.getLast().startsWith("=") && !lines.getLast().equals("null"));
        return lines;
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /// Commands as a bundle would register them.
    public static final class Words {
        /// Prints each word on a line.
        public void words(CommandSession session, String[] words) {
            for (String word : words) {
                session.getConsole().println("[" + word + "]");
            }
        }

        /// Does not work.
        public void fail() throws CommandFailed {
            throw new CommandFailed("it did not work");
        }
    }
}
