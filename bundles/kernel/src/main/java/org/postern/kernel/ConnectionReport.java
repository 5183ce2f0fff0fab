package org.postern.kernel;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What the log is told of a connection as a whole, as far as `log_selector` wants it.
final class ConnectionReport {
    private final Client client;
    private final Services services;
    private final Instant begun;
    private boolean reported;

    ConnectionReport(Client client, Services services) {
        this.client = client;
        this.services = services;
        this.begun = services.clock().instant();
    }

    /// The client has come.
    void begin() {
        if (client.shows("smtp_connection")) {
            services.log().main("SMTP connection" + id() + " from " + client.logName());
            reported = true;
        }
    }

    /// The connection has ended; only the first time counts.
    void end(String how) {
        if (reported) {
            reported = false;
            services.log()
                    .main("SMTP connection" + id() + " from " + client.logName() + " D=" + duration() + " " + how);
        }
    }

    private String id() {
        return client.shows("connection_id") ? " Ci=" + client.id() : "";
    }

    /// A transaction, if one is open, comes to nothing.
    void incomplete(Optional<Transaction> transaction, String why) {
        if (transaction.isEmpty() || !client.shows("smtp_incomplete_transaction")) {
            return;
        }
        Transaction message = transaction.get();
        StringBuilder line = new StringBuilder(
                client.logText() + " incomplete transaction (" + why + ") from <" + message.sender() + ">");
        if (!message.to().isEmpty()) {
            line.append(" for");
            message.to().forEach(to -> line.append(' ').append(to.address()));
        }
        services.log().main(line.toString());
        services.log().reject(line.toString());
    }

    /// The connection has ended; if no message was offered, the log may want the commands that were.
    void noMail(String history) {
        if (client.shows("smtp_no_mail") && !client.commandCounts().containsKey("MAIL")) {
            services.log().main("no MAIL in SMTP connection from " + client.logName() + " D=" + duration() + history);
        }
    }

    /// How long the session has lasted, as the log has it.
    String duration() {
        Duration time = Duration.between(begun, services.clock().instant());
        return time.toSeconds() == 0 ? "0s" : Spent.text(time);
    }
}
