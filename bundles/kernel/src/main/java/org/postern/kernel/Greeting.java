package org.postern.kernel;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.postern.api.ExpansionException;
import org.postern.api.Phase;
import org.postern.api.config.Quantity;
import org.postern.api.dns.DnsException;
import org.postern.api.smtp.ClientIdentity;
import org.postern.api.smtp.Reply;
import org.postern.spi.Connection;
import org.postern.spi.ConnectionFilter;
import org.postern.spi.ConnectionFilter.Admission;

/// The beginning of a session (RFC 5321, 3.1): whether the client may come in at all, and what it is told
/// first.
final class Greeting {
    private final SmtpSession session;
    private final Services services;
    private final Wire wire;
    private final Client client;
    private final Leasehold leasehold;
    private final AclGate acl;
    private Optional<Reply> refusal = Optional.empty();

    Greeting(SmtpSession session, Services services, Wire wire) {
        this.session = session;
        this.services = services;
        this.wire = wire;
        this.client = session.client();
        this.leasehold = session.leasehold();
        this.acl = session.acl();
    }

    /// If the connection was refused without an end: what each command but QUIT is answered with.
    Optional<Reply> refusal() {
        return refusal;
    }

    /// Lets the filters look at the connection and greets the client; false if the session is over.
    ///
    /// @param timeout how long the client may let the greeting wait
    boolean give(Duration timeout) throws IOException {
        Optional<Reply> full = session.doorkeeper().admit();
        if (full.isPresent()) {
            session.farewell(full.get());
            return false;
        }
        for (ConnectionFilter filter : leasehold.grammar().filters()) {
            Admission admission;
            try {
                admission = filter.admit(wire.connection(), leasehold.context());
            } catch (RuntimeException | LinkageError e) {
                services.log().panic("connection filter " + filter.name() + " failed: " + e);
                session.farewell(Reply.of(421, "3.0", session.host() + ": temporary local problem"));
                return false;
            }
            switch (admission) {
                case Admission.Admit admit -> goOn(admit.connection());
                case Admission.Refuse refuse -> {
                    goOn(refuse.connection());
                    refusal = Optional.of(refuse.reply());
                }
                case Admission.Drop drop -> {
                    session.log("connection from " + client.logText() + " dropped: " + drop.reason());
                    return false;
                }
            }
        }
        wire.timeout(timeout);
        return greet();
    }

    /// Goes on with another connection, which may be another client's.
    private void goOn(Connection connection) {
        boolean other = !connection.peer().equals(client.peer());
        wire.replace(connection);
        if (other) {
            client.replaced();
        }
    }

    /// Another client has come, by the word of the one before; what it is told.
    Reply introduce(Connection connection, ClientIdentity identity) {
        session.restart();
        wire.replace(connection);
        client.replaced();
        client.introduced(identity);
        Optional<Reply> refused = refused();
        if (refused.isPresent()) {
            session.close();
            return refused.get();
        }
        Optional<String> banner = banner();
        if (banner.isEmpty()) {
            session.close();
            return unable();
        }
        return Replies.of(220, "", banner.get());
    }

    private boolean greet() throws IOException {
        Optional<Reply> refused = refused();
        if (refused.isPresent()) {
            if (acl.isClosing()) {
                session.notQuit("acl-drop");
            }
            session.farewell(refused.get());
            return false;
        }
        if (session.pipelining().uninvited()) {
            return false;
        }
        if (!hasSizeLimit()) {
            refusal = Optional.of(unable());
            wire.send(unable());
            return true;
        }
        Optional<String> banner = banner();
        if (banner.isEmpty()) {
            session.farewell(unable());
            return false;
        }
        wire.send(Replies.of(220, "", banner.get()));
        return true;
    }

    /// Whether it can be said how large a message may be; without that no mail is taken.
    private boolean hasSizeLimit() {
        try {
            Quantity.of(KernelOptions.MESSAGE_SIZE_LIMIT, leasehold.context());
            return true;
        } catch (ExpansionException e) {
            services.log().panic("message_size_limit: " + e.getMessage());
            return false;
        }
    }

    private Reply unable() {
        return Reply.of(421, "3.0", session.host() + ": temporary local problem - please try later");
    }

    /// What the client is told if it may not come in.
    private Optional<Reply> refused() {
        Optional<Reply> full = session.doorkeeper().admitHost();
        if (full.isPresent()) {
            return full;
        }
        lookUp();
        client.mayOmitDomains(
                leasehold.includes(KernelOptions.SENDER_UNQUALIFIED_HOSTS),
                leasehold.includes(KernelOptions.RECIPIENT_UNQUALIFIED_HOSTS));
        if (leasehold.includes(KernelOptions.HOST_REJECT_CONNECTION)) {
            if (client.shows("connection_reject")) {
                session.logRefusal("refused connection from " + client.logName() + " (host_reject_connection)");
            }
            return Optional.of(Reply.of(554, "", "SMTP service not available"));
        }
        session.report().begin();
        return acl.check(Phase.CONNECT, leasehold.context(), "connection in \"connect\" ACL");
    }

    private void lookUp() {
        if (leasehold.includes(KernelOptions.HOST_LOOKUP)) {
            try {
                client.hostName();
            } catch (DnsException e) {
                // The name stays unknown; whoever needs it asks again.
            }
        }
    }

    private Optional<String> banner() {
        if (!acl.acceptText().isEmpty()) {
            return Optional.of(acl.acceptText());
        }
        var text = leasehold.context().setting(KernelOptions.SMTP_BANNER);
        if (text.isEmpty()) {
            return Optional.of(session.host() + " ESMTP Postern");
        }
        try {
            return Optional.of(text.get().expand(leasehold.context()).value().stripTrailing());
        } catch (ExpansionException e) {
            services.log()
                    .panic("Expansion of \"" + text.get().source() + "\" (smtp_banner) failed: " + e.getMessage());
            return Optional.empty();
        }
    }
}
