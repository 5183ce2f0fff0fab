package org.postern.kernel;

import java.io.IOException;
import org.postern.api.ExpansionException;
import org.postern.spi.SmtpExtension;

/// Whether a client sends before it has read the reply, and may (RFC 2920). Confined to the session's thread.
final class Pipelining {
    private final SmtpSession session;
    private final Services services;
    private final Wire wire;
    private boolean beganEarly;
    private boolean used;

    Pipelining(SmtpSession session, Services services, Wire wire) {
        this.session = session;
        this.services = services;
        this.wire = wire;
    }

    /// The client has not waited for a reply.
    void use() {
        used = true;
    }

    /// Cuts off a client that sends before the greeting and was not invited to by an extension; true if it
    /// did.
    boolean uninvited() throws IOException {
        return !mayBegin() && session.synchronization().isBrokenBeforeGreeting();
    }

    /// Cuts off a client that goes on before the reply to HELO or EHLO and was not invited to by an
    /// extension;
    /// true if it did.
    boolean uninvited(String hello) throws IOException {
        return !mayBegin() && session.synchronization().isBrokenBy(hello);
    }

    private boolean mayBegin() throws IOException {
        if (session.client().isTrial() || !wire.hasInput()) {
            return true;
        }
        beganEarly |= isInvited();
        return beganEarly;
    }

    /// Whether the client may send before the greeting.
    private boolean isInvited() {
        Leasehold leasehold = session.leasehold();
        for (SmtpExtension extension : leasehold.grammar().extensions()) {
            try {
                if (extension.invitesEarlyInput(leasehold.context())) {
                    return true;
                }
            } catch (ExpansionException | RuntimeException | LinkageError e) {
                services.log().panic("extension " + extension.name() + " cannot tell who may go on: " + e.getMessage());
            }
        }
        return false;
    }

    /// How the client pipelines, for the log: `L`, with `*` if it began before the greeting or `.` if it
    /// might
    /// have, and with `-` if it does not. Empty if it may not.
    String letters() {
        if (!session.promises().include("pipelining")) {
            return "";
        }
        String early = beganEarly ? "*" : isInvited() ? "." : "";
        return "L" + early + (used ? "" : "-");
    }
}
