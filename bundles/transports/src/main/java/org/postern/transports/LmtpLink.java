package org.postern.transports;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A connection to an LMTP server: to a program's input and output, or to a socket. It is cut when the
/// server is silent, or takes nothing, for too long. Used by one thread.
final class LmtpLink implements AutoCloseable {
    private static final int LONGEST_LINE = 4096;
    private static final int LONGEST_REPLY = 16 * LONGEST_LINE;

    private final InputStream in;
    private final OutputStream out;
    private final Runnable cut;
    private final Duration timeout;
    private final Thread watch;
    private volatile long deadline;
    private volatile boolean timedOut;
    private volatile boolean closed;

    private LmtpLink(InputStream in, OutputStream out, Runnable cut, Duration timeout) {
        this.in = new BufferedInputStream(in);
        this.out = new BufferedOutputStream(out, 32 << 10);
        this.cut = cut;
        this.timeout = timeout;
        renew();
        this.watch = Thread.ofVirtual().name("lmtp watch").start(this::watch);
    }

    static LmtpLink of(Process process, Duration timeout) {
        return new LmtpLink(
                process.getInputStream(), process.getOutputStream(), () -> LocalProcess.kill(process), timeout);
    }

    static LmtpLink of(SocketChannel channel, Duration timeout) {
        Runnable cut = () -> {
            try {
                channel.close();
            } catch (IOException _) {
                // It is given up in any case.
            }
        };
        return new LmtpLink(Channels.newInputStream(channel), Channels.newOutputStream(channel), cut, timeout);
    }

    private void watch() {
        for (long left = deadline - System.nanoTime(); !closed; left = deadline - System.nanoTime()) {
            if (left <= 0) {
                timedOut = true;
                cut.run();
                return;
            }
            LockSupport.parkNanos(this, left);
        }
    }

    private void renew() {
        deadline = System.nanoTime() + timeout.toNanos();
    }

    /// Sends a command.
    void send(String line) throws IOException {
        try {
            out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        } catch (IOException e) {
            throw trouble(line, e);
        }
    }

    /// Where the message is written, for as long as the server takes some of it in time.
    OutputStream data() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                renew();
                out.write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                renew();
                out.flush();
            }
        };
    }

    /// Reads a reply of any number of lines: the code and text of the last, with the texts of the others
    /// before.
    String reply(String after) throws IOException {
        renew();
        StringBuilder reply = new StringBuilder();
        try {
            for (String line = line(after); ; line = line(after)) {
                boolean wellFormed = line.length() >= 3
                        && line.substring(0, 3).chars().allMatch(c -> c >= '0' && c <= '9')
                        && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '-');
                if (!wellFormed || reply.length() > LONGEST_REPLY) {
                    throw new LocalTrouble("Malformed LMTP response after " + after + ": " + line);
                }
                reply.append(reply.isEmpty() ? "" : "\n").append(line);
                if (line.length() == 3 || line.charAt(3) == ' ') {
                    return reply.toString();
                }
            }
        } catch (LocalTrouble e) {
            throw e;
        } catch (IOException e) {
            throw trouble(after, e);
        }
    }

    private String line(String after) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the end");
            }
            if (line.size() > LONGEST_LINE) {
                throw new LocalTrouble("Malformed LMTP response after " + after + ": the line is too long");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /// What went wrong, in words.
    IOException trouble(String after, IOException cause) {
        String message = (timedOut ? "LMTP timeout after " : "LMTP connection closed after ") + after;
        LocalTrouble trouble = new LocalTrouble(message);
        trouble.initCause(cause);
        return trouble;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(watch);
        cut.run();
    }
}
