package org.postern.expandstandard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A program that runs for a while: no longer than it may, and with no more output than is wanted. It stands
/// alone: its standard input is empty, what it writes on standard error goes with its output.
final class Child {
    /// The exit status of a program that cannot be started, as a shell has it.
    static final int NOT_STARTED = 127;

    private static final int MAX_OUTPUT_BYTES = 1 << 20;
    private static final int SIGNALLED = 128;

    private Child() {}

    /// What came of it.
    ///
    /// @param status its exit status; negative for the number of the signal that ended it; empty if it took
    /// too long
    /// @param output what it wrote
    record Result(Optional<Integer> status, String output) {}

    static Result run(List<String> command, Map<String, String> environment, Duration limit)
            throws InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command.stream().map(Child::asNative).toList()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return watched(builder.start(), limit);
        } catch (IOException _) {
            return new Result(Optional.of(NOT_STARTED), "");
        }
    }

    private static Result watched(Process process, Duration limit) throws IOException, InterruptedException {
        process.getOutputStream().close();
        StringBuilder output = new StringBuilder();
        Thread reader = Thread.ofVirtual().start(() -> read(process.getInputStream(), output));
        boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return new Result(Optional.empty(), "");
        }
        // What it left behind may hold the pipe open.
        if (!reader.join(limit)) {
            process.getInputStream().close();
        }
        int status = process.exitValue();
        synchronized (output) {
            return new Result(Optional.of(status > SIGNALLED ? SIGNALLED - status : status), output.toString());
        }
    }

    /// Reads to the end, and keeps the beginning.
    private static void read(InputStream in, StringBuilder output) {
        byte[] buffer = new byte[8192];
        try {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                synchronized (output) {
                    int kept = Math.min(length, MAX_OUTPUT_BYTES - output.length());
                    output.append(new String(buffer, 0, kept, StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException _) {
            // closed: what has come is all there is
        }
    }

    /// The bytes of a word, as the machine's own strings.
    private static String asNative(String word) {
        return new String(word.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
