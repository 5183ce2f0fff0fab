package org.postern.filters;

import java.util.ArrayList;
import java.util.List;
import org.postern.api.Context;
import org.postern.spi.Filter;
import org.postern.spi.Filter.Action;

/// One run of an Exim filter: what it has set up so far. Confined to one thread.
final class EximRun {
    private static final int MAX_ACTIONS = 1000;

    private final Filter.Run run;
    private final EximScope scope;
    private final FilterState state;
    private final List<Action> actions = new ArrayList<>();
    private boolean delivered;
    private String logFile = "";
    private int logMode = 0600;

    EximRun(Filter.Run run, EximScope scope) {
        this.run = run;
        this.scope = scope;
        this.state = FilterState.begin(run.context());
    }

    Context context() {
        return run.context();
    }

    EximScope scope() {
        return scope;
    }

    FilterState state() {
        return state;
    }

    boolean isTest() {
        return run.report().isPresent();
    }

    void report(String line) {
        run.report(line);
    }

    /// Adds an action; one that is seen makes all other delivery needless.
    void add(Action action, boolean seen) throws FilterFault {
        if (actions.size() >= MAX_ACTIONS) {
            throw new FilterFault("more than " + MAX_ACTIONS + " actions in filter file");
        }
        actions.add(action);
        delivered |= seen;
    }

    /// All other delivery is needless.
    void seen() {
        delivered = true;
    }

    boolean delivered() {
        return delivered;
    }

    List<Action> actions() {
        return actions;
    }

    void logTo(String file, int mode) {
        logFile = file;
        logMode = mode;
    }

    String logFile() {
        return logFile;
    }

    int logMode() {
        return logMode;
    }

    /// How the filter ends if nothing else ends it.
    Filter.Ending ending() {
        return delivered ? new Filter.Ending.Delivered() : new Filter.Ending.NotDelivered();
    }
}
