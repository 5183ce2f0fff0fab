package org.postern.log;

import java.io.IOException;
import java.io.PrintStream;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.postern.api.MailLog;

/// Writes the logs to files, in one thread, as many lines at once as there are. Callers only put their line
/// into a queue, and wait if it is full. Lines go to a file in the order in which they were put.
final class FileMailLog implements MailLog, AutoCloseable {
    private static final int QUEUE = 8192;
    private static final int BATCH = 1024;
    private static final int FULL_WAIT_MILLIS = 100;
    private static final Line END = new Line(Stream.MAIN, 0, "", "");

    private final ArrayBlockingQueue<Line> queue = new ArrayBlockingQueue<>(QUEUE);
    private final LogFile mainLog;
    private final LogFile rejectLog;
    private final LogFile panicLog;
    private final InstantSource clock;
    private final ZoneId zone;
    private volatile LogPlan plan;
    /// What the writer's thread goes by.
    private LogPlan followed;
    private TimeStamp time;
    private final PrintStream standardError;
    private final Thread thread;
    private volatile boolean closed;

    /// Logs as a plan says; directories that are not there are made.
    FileMailLog(LogPlan plan, InstantSource clock, ZoneId zone, PrintStream standardError) throws IOException {
        this.clock = clock;
        this.zone = zone;
        this.plan = plan;
        this.followed = plan;
        this.time = new TimeStamp(zone, plan.showsZone(), plan.showsMillis());
        this.standardError = standardError;
        LocalDate today = today();
        mainLog = new LogFile(plan.path(Stream.MAIN, today));
        rejectLog = new LogFile(plan.path(Stream.REJECT, today));
        panicLog = new LogFile(plan.path(Stream.PANIC, today));
        thread = Thread.ofPlatform().name("log-writer").unstarted(this::run);
        thread.start();
    }

    @Override
    public void write(Stream stream, String messageId, String line) {
        Line entry = new Line(stream, clock.millis(), messageId, line);
        if (!put(entry)) {
            toStandardError(entry);
        }
    }

    /// An interrupted thread still gets its line in: the interrupt is kept for whoever looks for it.
    private boolean put(Line entry) {
        boolean interrupted = false;
        boolean put = !closed && queue.offer(entry);
        while (!put && !closed) {
            try {
                put = queue.offer(entry, FULL_WAIT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        boolean late = put && closed && queue.remove(entry); // after the last look into the queue
        return put && !late;
    }

    private void run() {
        List<Line> batch = new ArrayList<>(BATCH);
        boolean more = true;
        while (more) {
            try {
                batch.add(queue.take());
            } catch (InterruptedException _) {
                continue; // only close() ends this thread
            }
            queue.drainTo(batch, BATCH - 1);
            more = !batch.removeIf(END::equals);
            write(batch);
            batch.clear();
        }
    }

    /// Goes on as another plan says.
    void follow(LogPlan other) {
        plan = other;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), zone);
    }

    private void write(List<Line> batch) {
        follow();
        batch.forEach(this::format);
        List.of(mainLog, rejectLog, panicLog).forEach(this::write);
    }

    private void follow() {
        LogPlan wanted = plan;
        if (!wanted.equals(followed)) {
            followed = wanted;
            time = new TimeStamp(zone, wanted.showsZone(), wanted.showsMillis());
        }
        LocalDate today = today();
        try {
            mainLog.path(wanted.path(Stream.MAIN, today));
            rejectLog.path(wanted.path(Stream.REJECT, today));
            panicLog.path(wanted.path(Stream.PANIC, today));
        } catch (IOException e) {
            standardError.println("cannot close a log: " + e);
        }
    }

    private void format(Line line) {
        String stamp = time.at(line.millis());
        switch (line.stream()) {
            case MAIN -> line.appendTo(mainLog.text(), stamp);
            case REJECT -> {
                if (followed.writesRejects()) {
                    line.appendTo(rejectLog.text(), stamp);
                }
            }
            case PANIC -> {
                line.appendTo(panicLog.text(), stamp);
                line.appendTo(mainLog.text(), stamp);
                toStandardError(line);
            }
        }
    }

    /// Lines that cannot be written go to standard error: not lost, and the administrator sees why.
    private void write(LogFile file) {
        try {
            file.write(clock.millis());
        } catch (IOException e) {
            standardError.print("cannot write to " + file + ": " + e + "\n" + file.text());
            standardError.flush();
            file.text().setLength(0);
        }
    }

    private void toStandardError(Line line) {
        StringBuilder text = new StringBuilder();
        line.appendTo(text, "");
        standardError.print(text);
        standardError.flush();
    }

    /// Writes all that was put before, and ends. Later lines go to standard error.
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        put(END);
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        List<Line> late = new ArrayList<>();
        queue.drainTo(late);
        write(late);
        for (LogFile file : List.of(mainLog, rejectLog, panicLog)) {
            file.close();
        }
    }
}
