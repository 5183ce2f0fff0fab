package org.postern.launcher;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// A connection to the control socket of a running server.
///
/// A request is one line: the words of a command, parted by tabs; a backslash, tab or newline in a word is
/// written `\\`, `\t`, `\n`. The answer is lines: `>` and text for standard output, `!` and text for
/// standard error, at last `=` and the exit status. UTF-8.
final class ControlConnection implements AutoCloseable {
    private final SocketChannel channel;
    private final BufferedReader answers;

    private ControlConnection(SocketChannel channel) {
        this.channel = channel;
        this.answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    /// Connects, or says that no server runs there.
    static ControlConnection open(Home home) throws UsageException {
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(home.socket()));
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            return new ControlConnection(channel);
        } catch (IOException e) {
            throw new UsageException("no server runs in " + home.directory() + " (" + e.getMessage() + ")");
        }
    }

    /// Sends a command and shows the answer; its exit status.
    int call(List<String> words) throws IOException {
        String request = words.stream().map(ControlConnection::escape).collect(Collectors.joining("\t")) + "\n";
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(request);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        while (true) {
            String line = answers.readLine();
            if (line == null || line.isEmpty()) {
                throw new EOFException("the server went away in the middle of its answer");
            }
            switch (line.charAt(0)) {
                case '>' -> System.out.println(line.substring(1));
                case '=' -> {
                    return Integer.parseInt(line.substring(1));
                }
                default -> System.err.println(line.substring(1));
            }
        }
    }

    static String escape(String word) {
        return word.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
