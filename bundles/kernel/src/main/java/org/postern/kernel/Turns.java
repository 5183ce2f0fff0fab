package org.postern.kernel;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.postern.api.MailLog;

/// The programs that clients have started by ETRN. Safe for any number of threads.
final class Turns {
    private static final int LIMIT = 20;
    private static final long TIMEOUT_HOURS = 1;
    private static final File NOTHING = new File("/dev/null");
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(LIMIT);

    /// What became of it.
    enum Start {
        /// It runs.
        STARTED,
        /// One with the same key runs already.
        ALREADY,
        /// There are too many.
        TOO_MANY
    }

    /// Starts a program and does not wait for its end. Nobody reads what it says.
    ///
    /// @param key of which only one may run at a time, or the empty string
    Start start(List<String> command, String key, MailLog log) throws IOException {
        if (!key.isEmpty() && !underWay.add(key)) {
            return Start.ALREADY;
        }
        if (!places.tryAcquire()) {
            underWay.remove(key);
            return Start.TOO_MANY;
        }
        try {
            Process process = builder(command).start();
            Thread.ofVirtual().name("etrn").start(() -> await(process, key, log));
            return Start.STARTED;
        } catch (IOException e) {
            over(key);
            throw e;
        }
    }

    private static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(NOTHING))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().put("PATH", PATH);
        return builder;
    }

    private void await(Process process, String key, MailLog log) {
        try {
            if (!process.waitFor(TIMEOUT_HOURS, TimeUnit.HOURS)) {
                log.panic("smtp_etrn_command: ended after " + TIMEOUT_HOURS + " hour");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
            over(key);
        }
    }

    /// Whether one runs.
    boolean isBusy() {
        return places.availablePermits() < LIMIT;
    }

    private void over(String key) {
        places.release();
        underWay.remove(key);
    }
}
