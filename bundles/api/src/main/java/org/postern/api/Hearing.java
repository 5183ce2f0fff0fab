package org.postern.api;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postern.api.Slot.Lifetime;
import org.postern.spi.EventListener;

/// One listener that hears of one event. Whatever it does, mail goes on.
///
/// @param event what happens
/// @param listener who hears of it
/// @param context what is known
record Hearing(Event event, EventListener listener, Context context) {
    /// Those who did not come back. They are not waited for again.
    private static final Slot<Set<EventListener>> LOST = Slot.of(Lifetime.MESSAGE, "lost-event-listeners");

    /// What it says; empty if it says nothing.
    Optional<Text> answer() {
        try {
            if (lost().contains(listener) || !listener.wants(event, context)) {
                return Optional.empty();
            }
            Duration patience = listener.patience(context);
            Optional<Text> said = patience.isZero() ? listener.on(event, context) : within(patience);
            return said.filter(text -> !text.isEmpty());
        } catch (ExpansionException | RuntimeException | LinkageError | StackOverflowError e) {
            return failed(e);
        }
    }

    private Set<EventListener> lost() {
        return context.get(LOST).orElse(Set.of());
    }

    private Optional<Text> within(Duration patience) {
        FutureTask<Optional<Text>> task = new FutureTask<>(() -> listener.on(event, context));
        Thread thread = Thread.ofVirtual().name("event " + event.name()).start(task);
        try {
            return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            return failed(Optional.ofNullable(e.getCause()).orElse(e));
        } catch (TimeoutException _) {
            return giveUp(thread, patience);
        } catch (InterruptedException _) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Optional<Text> giveUp(Thread thread, Duration patience) {
        thread.interrupt();
        context.put(LOST, Stream.concat(lost().stream(), Stream.of(listener)).collect(Collectors.toUnmodifiableSet()));
        context.log()
                .panic("event " + event.name() + ": " + listener.name() + " has not come back after "
                        + patience.toMillis() + " ms: it is not waited for, and hears no more of this message");
        return Optional.empty();
    }

    private Optional<Text> failed(Throwable e) {
        context.log().panic("event " + event.name() + ": " + listener.name() + " failed: " + e);
        return Optional.empty();
    }
}
