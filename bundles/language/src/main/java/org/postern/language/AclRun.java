package org.postern.language;

import java.util.Optional;
import java.util.function.Supplier;
import org.postern.api.Context;
import org.postern.api.Phase;
import org.postern.core.AclTrace;

/// One run of an ACL and those that it calls: what is to be said to the client and to the log. Confined to
/// its thread.
final class AclRun {
    private final Context context;
    private String message = "";
    private String logMessage = "";
    private final Optional<AclTrace> trace;
    private boolean quiet;

    AclRun(Context context) {
        this.context = context;
        this.trace = context.get(AclTrace.SLOT);
    }

    /// Shows a line to those who follow what happens, if there are any.
    void show(Supplier<String> line) {
        trace.ifPresent(reader -> reader.show(line.get()));
    }

    Context context() {
        return context;
    }

    Optional<Phase> phase() {
        return context.phase();
    }

    /// What the client is told, or the empty string.
    String message() {
        return message;
    }

    /// What the log is told, or the empty string.
    String logMessage() {
        return logMessage;
    }

    /// Whether the log is told nothing.
    boolean isQuiet() {
        return quiet;
    }

    void quiet(boolean empty) {
        quiet = empty;
    }

    void clear() {
        message = "";
        logMessage = "";
    }

    void message(String text) {
        message = text;
    }

    void logMessage(String text) {
        logMessage = text;
    }

    /// Takes what a condition says, where it says anything.
    void take(String forClient, String forLog) {
        message = forClient.isEmpty() ? message : forClient;
        logMessage = forLog.isEmpty() ? logMessage : forLog;
    }

    /// Nothing is known now.
    AclResult defer(String forLog) {
        logMessage = forLog;
        return AclResult.DEFER;
    }
}
