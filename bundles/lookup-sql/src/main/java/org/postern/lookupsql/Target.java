package org.postern.lookupsql;

import java.sql.Connection;
import java.sql.SQLException;

/// A database that can be connected to. Equal targets share connections.
interface Target {
    /// A new connection, which commits each statement.
    Connection connect() throws SQLException;

    /// Whether an idle connection is still good.
    boolean isAlive(Connection connection);
}
