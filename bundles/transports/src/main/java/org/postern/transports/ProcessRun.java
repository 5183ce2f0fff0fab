package org.postern.transports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Feeds a program and waits for its end. Its input and its output each have a thread, so that neither side
/// can wait for the other for ever.
///
/// @param process the program
/// @param timeout how long it may take; zero for ever
/// @param maxOutput how much it may print
record ProcessRun(Process process, Duration timeout, long maxOutput) {
    private static final Duration FOR_EVER = Duration.ofDays(3650);

    /// What the program reads.
    @FunctionalInterface
    interface Input {
        /// Writes it.
        void write(OutputStream out) throws IOException;
    }

    /// How a program ended.
    ///
    /// @param status its exit status
    /// @param timedOut whether it took too long and was ended
    /// @param output what it printed
    /// @param tooMuch whether it printed too much and was ended
    record Result(int status, boolean timedOut, String output, boolean tooMuch) {}

    /// Runs the program to its end.
    Result run(Input input) throws IOException {
        CompletableFuture<Boolean> fed = new CompletableFuture<>();
        CompletableFuture<Printed> printed = new CompletableFuture<>();
        Thread.ofVirtual().name("pipe input").start(() -> feed(input, fed));
        Thread.ofVirtual().name("pipe output").start(() -> read(printed));
        long end = System.nanoTime() + (timeout.isZero() ? FOR_EVER : timeout).toNanos();
        try {
            boolean ended = process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (!ended) {
                LocalProcess.kill(process);
                process.waitFor();
            }
            get(fed, end);
            Printed output = get(printed, end);
            return new Result(process.exitValue(), !ended, output.text(), output.tooMuch());
        } catch (TimeoutException _) {
            return new Result(0, true, "", false); // what it started still holds its output
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a program ran", e);
        } finally {
            LocalProcess.kill(process);
        }
    }

    private static <T> T get(CompletableFuture<T> future, long end)
            throws IOException, InterruptedException, TimeoutException {
        try {
            return future.get(Math.max(TimeUnit.SECONDS.toNanos(1), end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException trouble) {
                throw trouble;
            }
            throw new IOException(e.getCause());
        }
    }

    /// A program that does not read all of the message has its reasons: its status counts. A message that
    /// cannot be read is another matter: the program is ended before it takes the part for the whole.
    private void feed(Input input, CompletableFuture<Boolean> fed) {
        GuardedOutput out = new GuardedOutput(process.getOutputStream());
        try {
            input.write(out);
            out.close();
            fed.complete(true);
        } catch (IOException | RuntimeException | Error e) {
            if (out.broken) {
                fed.complete(false);
            } else {
                LocalProcess.kill(process);
                fed.completeExceptionally(e);
            }
        }
    }

    /// The program's input, which remembers that it was the program that did not take it.
    private static final class GuardedOutput extends OutputStream {
        private final OutputStream out;
        private boolean broken;

        GuardedOutput(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            try {
                out.close();
            } catch (IOException e) {
                broken = true;
                throw e;
            }
        }
    }

    /// @param text what was printed
    /// @param tooMuch whether it was more than is allowed
    private record Printed(String text, boolean tooMuch) {}

    private void read(CompletableFuture<Printed> printed) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        boolean tooMuch = false;
        try (InputStream in = process.getInputStream()) {
            for (int n = in.read(buffer); n >= 0 && !tooMuch; n = in.read(buffer)) {
                tooMuch = text.size() + n > maxOutput;
                text.write(buffer, 0, (int) Math.min(n, maxOutput - text.size()));
            }
            if (tooMuch) {
                LocalProcess.kill(process);
            }
        } catch (IOException _) {
            // The program was ended: what it has printed so far is what there is.
        }
        printed.complete(new Printed(text.toString(StandardCharsets.ISO_8859_1), tooMuch));
    }
}
