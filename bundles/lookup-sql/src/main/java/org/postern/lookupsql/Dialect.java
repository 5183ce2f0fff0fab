package org.postern.lookupsql;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.postern.api.config.Option;

/// What is particular to one kind of server.
interface Dialect {
    /// The lookup type.
    String name();

    /// What messages call it.
    String product();

    /// The main option with its servers.
    Option<Optional<String>> servers();

    /// Makes `value` safe to stand between apostrophes.
    String quote(String value);

    /// The server that the configuration writes as `server`.
    Target target(String server, Timeouts timeouts) throws IOException;

    /// Why a query had no answer, in the words of Exim's log.
    default String failure(SQLException reason) {
        boolean isConnecting =
                Objects.requireNonNullElse(reason.getSQLState(), "08").startsWith("08");
        String what = isConnecting ? " connection failed: " : ": query failed: ";
        return name().toUpperCase(Locale.ROOT) + what + reason.getMessage();
    }

    /// Reads answers.
    SqlQuery.Reader reader();

    /// How values that are no UTF-8 become parameters.
    SqlQuery.RawParameter raw();
}
