package org.postern.lookupsql;

import java.time.Duration;
import org.postern.api.Context;

/// How long a database may take.
///
/// @param connect to give a connection
/// @param query to answer
record Timeouts(Duration connect, Duration query) {
    static Timeouts of(Context context) {
        return new Timeouts(context.setting(SqlOptions.CONNECT_TIMEOUT), context.setting(SqlOptions.QUERY_TIMEOUT));
    }

    int connectMillis() {
        return millis(connect);
    }

    int queryMillis() {
        return millis(query);
    }

    /// In whole seconds, at least one: zero would be for ever.
    int connectSeconds() {
        return Math.max(1, connectMillis() / 1000);
    }

    int querySeconds() {
        return Math.max(1, queryMillis() / 1000);
    }

    private static int millis(Duration time) {
        return (int) Math.clamp(time.toMillis(), 1L, Integer.MAX_VALUE);
    }
}
