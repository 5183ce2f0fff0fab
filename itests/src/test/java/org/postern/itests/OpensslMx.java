package org.postern.itests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// `openssl s_server` as a mail host with TLS on connect. What the client says comes from the program's
/// standard output; the replies go to its standard input.
final class OpensslMx implements AutoCloseable {
    private final int port;
    private final Process process;
    private final Writer replies;
    private final CountDownLatch listening = new CountDownLatch(1);
    private final AtomicInteger messages = new AtomicInteger();

    private OpensslMx(int port, Process process) {
        this.port = port;
        this.process = process;
        this.replies = process.outputWriter(StandardCharsets.ISO_8859_1);
    }

    /// A host with a certificate, which has these options of the program.
    ///
    /// @param address of the loopback
    /// @param certificate the certificate with its key
    /// @param anchor the certificate of its issuer
    static OpensslMx with(String address, Path certificate, Path anchor, String... options) throws Exception {
        int port = FreePort.find();
        List<String> command = new ArrayList<>(List.of(
                Command.find("openssl"),
                "s_server",
                "-accept",
                address + ":" + port,
                "-crlf",
                "-cert",
                certificate.toString(),
                "-key",
                certificate.toString(),
                "-cert_chain",
                anchor.toString()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        OpensslMx host = new OpensslMx(port, process);
        Thread.ofVirtual().start(host::serve);
        if (!host.listening.await(Duration.ofSeconds(20).toSeconds(), TimeUnit.SECONDS)) {
            host.close();
            throw new IOException("openssl s_server does not listen");
        }
        return host;
    }

    private void serve() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.ISO_8859_1)) {
            boolean inMessage = false;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.equals("ACCEPT")) {
                    listening.countDown();
                } else if (inMessage) {
                    inMessage = !line.equals(".");
                    if (!inMessage) {
                        messages.incrementAndGet();
                        reply("250 taken");
                    }
                } else {
                    inMessage = line.startsWith("DATA");
                    answer(line);
                }
            }
        } catch (IOException _) {
            // The test is over.
        }
    }

    /// What is no command is the program's own talk.
    private void answer(String line) throws IOException {
        if (line.startsWith("CIPHER is ")) {
            reply("220 mx.example.net ESMTP");
        } else if (line.startsWith("DATA")) {
            reply("354 go on");
        } else if (line.startsWith("QUIT")) {
            reply("221 bye");
        } else if (line.startsWith("EHLO ") || line.startsWith("MAIL ") || line.startsWith("RCPT ")) {
            reply("250 ok");
        }
    }

    private void reply(String text) throws IOException {
        replies.write(text + "\n");
        replies.flush();
    }

    int port() {
        return port;
    }

    /// How many messages it has taken.
    int messages() {
        return messages.get();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
