package org.postern.admin;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection to the control socket: commands and answers in turn, until either side has had enough.
final class ControlSession implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ControlSession.class);
    private final SocketChannel channel;
    private final Shell shell;
    private final ReentrantLock busy = new ReentrantLock();
    private volatile boolean ended;

    ControlSession(SocketChannel channel, Shell shell) {
        this.channel = channel;
        this.shell = shell;
    }

    @Override
    public void run() {
        try (channel) {
            var requests = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
            OutputStream socket = new BufferedOutputStream(Channels.newOutputStream(channel));
            String line = requests.readLine();
            while (line != null && !ended) {
                answer(line, socket);
                line = ended ? null : requests.readLine();
            }
        } catch (IOException e) {
            LOG.debug("a peer of the control socket went away", e);
        }
    }

    private void answer(String line, OutputStream socket) throws IOException {
        busy.lock();
        try {
            Answer answer = new Answer(socket);
            answer.end(shell.run(Request.of(line), answer));
        } finally {
            busy.unlock();
        }
    }

    /// Ends the connection: at once if it is idle, otherwise after the answer that is under way.
    void end() throws IOException {
        ended = true;
        if (!busy.isHeldByCurrentThread() && busy.tryLock()) {
            try {
                channel.close();
            } finally {
                busy.unlock();
            }
        }
    }
}
