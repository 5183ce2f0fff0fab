package org.postern.kernel;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;
import org.postern.api.config.MatchList.Match;
import org.postern.api.config.Option;
import org.postern.api.config.Quantity;
import org.postern.api.smtp.Reply;

/* Exim asks in two places: the daemon before it forks, the new process when it knows more of the client. Here the second comes after the
 * connection filters, so that a client behind a proxy counts as itself. */
/// Decides whether there is room for one more client, and whether what it sends is delivered at once.
/// Confined to the session's thread.
final class Doorkeeper {
    private final SmtpSession session;
    private final Services services;
    private final Client client;
    private int connected;
    private Optional<InetAddress> host = Optional.empty();

    Doorkeeper(SmtpSession session, Services services) {
        this.session = session;
        this.services = services;
        this.client = session.client();
    }

    private <T> T setting(Option<T> option) {
        return session.leasehold().context().setting(option);
    }

    /// The reply to a client for which there is no room, whoever it is.
    Optional<Reply> admit() {
        if (client.isTrial()) {
            return Optional.empty();
        }
        connected = services.connections().begin();
        long most = setting(KernelOptions.SMTP_ACCEPT_MAX);
        if (most > 0 && connected > most) {
            return refused("too many connections", "Too many concurrent SMTP connections; please try again later.");
        }
        if (isLoaded() && setting(KernelOptions.SMTP_RESERVE_HOSTS).isEmpty()) {
            return refused("load average = " + load(), "Too much load; please try again later.");
        }
        return Optional.empty();
    }

    /// The reply to a client for which there is no room, now that it is known which host it is, or that it is
    /// another one.
    Optional<Reply> admitHost() {
        if (client.isTrial()) {
            return Optional.empty();
        }
        host.ifPresent(services.connections()::end);
        InetAddress address = client.peer().getAddress();
        host = Optional.of(address);
        int connectedAlso = services.connections().begin(address);
        long most = perHost();
        if (most > 0 && connectedAlso > most) {
            return refused(
                    "too many connections from that IP address",
                    "Too many concurrent SMTP connections from this IP address; please try again later.");
        }
        return reserved();
    }

    private Optional<Reply> reserved() {
        long most = setting(KernelOptions.SMTP_ACCEPT_MAX);
        long reserve = setting(KernelOptions.SMTP_ACCEPT_RESERVE);
        if (most > 0 && reserve > 0 && connected > most - reserve) {
            Optional<String> why = notReserved();
            return why.isEmpty()
                    ? Optional.empty()
                    : outside(
                            ": connected=" + (connected - 1) + " max=" + most + " reserve=" + reserve + why.get(),
                            "Too many concurrent SMTP connections");
        }
        if (isLoaded() && notReserved().isPresent()) {
            return outside(" and load average = " + load(), "Too much load");
        }
        return Optional.empty();
    }

    /// Empty for a client for which places are kept; else what the log says of that.
    private Optional<String> notReserved() {
        MatchList<InetAddress> reserved = setting(KernelOptions.SMTP_RESERVE_HOSTS);
        try {
            Match match = reserved.match(
                    client.peer().getAddress(), session.leasehold().context());
            return switch (match) {
                case Match.Matched _ -> Optional.empty();
                case Match.NotMatched _ -> Optional.of("");
                case Match.Deferred _ -> Optional.of(" (lookup deferred)");
            };
        } catch (ExpansionException e) {
            services.log().panic("smtp_reserve_hosts: " + e.getMessage());
            return Optional.of(" (lookup deferred)");
        }
    }

    private Optional<Reply> refused(String why, String text) {
        return logged("Connection from " + client.logName() + " refused: " + why, text);
    }

    private Optional<Reply> outside(String why, String text) {
        return logged(
                "temporarily refused connection from " + client.logName() + ": not in reserve list" + why,
                session.host() + ": " + text + "; please try again later");
    }

    private Optional<Reply> logged(String line, String text) {
        leave();
        if (client.shows("connection_reject")) {
            session.log(line);
        }
        return Optional.of(Reply.of(421, "", text));
    }

    /// How many connections the client's host may have; 0 is no limit. One that cannot be known is none.
    private long perHost() {
        try {
            return Quantity.of(
                    KernelOptions.SMTP_ACCEPT_MAX_PER_HOST, session.leasehold().context());
        } catch (ExpansionException e) {
            if (!e.forced()) {
                services.log()
                        .panic("expansion of smtp_accept_max_per_host failed for " + client.logName() + ": "
                                + e.getMessage());
            }
            return 0;
        }
    }

    private boolean isLoaded() {
        Optional<Double> most = setting(KernelOptions.SMTP_LOAD_RESERVE);
        return most.isPresent() && services.load().getAsDouble() > most.get();
    }

    private String load() {
        return String.format(Locale.ROOT, "%.2f", services.load().getAsDouble());
    }

    /// Why a message of this client waits for the next queue run; empty if it is delivered at once.
    ///
    /// @param messages how many the client has sent with it
    Optional<String> delay(int messages) {
        long queue = setting(KernelOptions.SMTP_ACCEPT_QUEUE);
        if (queue > 0 && connected > queue) {
            return Optional.of("too many connections (" + connected + ", max " + queue + ")");
        }
        long most = setting(KernelOptions.SMTP_ACCEPT_QUEUE_PER_CONNECTION);
        return most > 0 && messages > most
                ? Optional.of("more than " + most + " messages received in one connection")
                : Optional.empty();
    }

    /// The client has gone.
    void leave() {
        if (connected > 0) {
            services.connections().end();
            connected = 0;
        }
        host.ifPresent(services.connections()::end);
        host = Optional.empty();
    }
}
