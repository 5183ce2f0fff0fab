package org.postern.spi;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.Context;
import org.postern.api.smtp.Reply;

/// Looks at a new connection before the greeting, such as to read a PROXY header or to start TLS.
@ConsumerType
public non-sealed interface ConnectionFilter extends Contribution {
    /// The place among the filters: lower comes first. What changes the peer's address stands below 100,
    /// what encrypts at 200.
    int order();

    /// Decides about a connection.
    Admission admit(Connection connection, Context context) throws IOException;

    /// What becomes of a connection.
    sealed interface Admission {
        /// Go on with `connection`, which may stand on the one that came.
        ///
        /// @param connection to go on with
        record Admit(Connection connection) implements Admission {}

        /// Greet the client as any other, and answer all commands but QUIT with `reply`.
        ///
        /// @param connection to go on with
        /// @param reply to the commands
        record Refuse(Connection connection, Reply reply) implements Admission {}

        /// Close without a word.
        ///
        /// @param reason for the log
        record Drop(String reason) implements Admission {}
    }
}
