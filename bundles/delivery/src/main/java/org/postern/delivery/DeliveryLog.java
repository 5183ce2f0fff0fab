package org.postern.delivery;

import java.util.Optional;
import org.postern.api.MailLog;
import org.postern.api.mail.Address;
import org.postern.api.mail.Host;
import org.postern.api.net.IpText;
import org.postern.core.GenericOptions;
import org.postern.core.Spool.Spooled;
import org.postern.spi.Transport.Cause;
import org.postern.spi.Transport.Problem;
import org.postern.spi.Transport.Status;

/// The lines that the main log gets about the delivery of one message, in Exim's format.
///
/// @param log where they go
/// @param id the message
record DeliveryLog(MailLog log, String id) {
    private static final int UNKNOWN_ERROR = -1;
    private static final int RCPT_4XX = -44;
    private static final int QUOTA = -22;
    private static final int RETRY_TIME_NOT_REACHED = -53;

    /// `=>` for the first of a batch, `->` for the others.
    void delivered(Addressee addressee, boolean first, Status.Delivered status) {
        if (!addressee.isLogged()) {
            return;
        }
        StringBuilder line = new StringBuilder(96).append(first ? "=> " : "-> ");
        boolean local = status.host().isEmpty() && addressee.hosts().isEmpty() && logsAsLocal(addressee);
        address(line, addressee, local);
        drivers(line, addressee);
        host(line, status.host());
        if (!status.logFields().isEmpty()) {
            line.append(' ').append(status.logFields());
        }
        log.main(id, line.toString());
    }

    private static boolean logsAsLocal(Addressee addressee) {
        return addressee
                .router()
                .flatMap(router -> router.settings().get(GenericOptions.LOG_AS_LOCAL))
                .orElse(true);
    }

    /// A recipient that is redirected to nobody.
    void dropped(Addressee addressee) {
        if (!addressee.isLogged()) {
            return;
        }
        StringBuilder line =
                new StringBuilder("=> :blackhole: <").append(addressee.root().given());
        drivers(line.append('>'), addressee);
        log.main(id, line.toString());
    }

    /// `==`.
    void deferred(Deferral deferral) {
        if (!deferral.addressee().isLogged()) {
            return;
        }
        StringBuilder line = new StringBuilder("== ");
        address(line, deferral.addressee(), false);
        drivers(line, deferral.addressee());
        host(line, deferral.problem().flatMap(Problem::host));
        line.append(" defer (").append(error(deferral)).append("): ").append(deferral.reason());
        log.main(id, line.toString());
    }

    private static int error(Deferral deferral) {
        if (deferral.until() instanceof Deferral.Wait.Until) {
            return RETRY_TIME_NOT_REACHED;
        }
        if (deferral.problem().map(Problem::cause).equals(Optional.of(Cause.QUOTA))) {
            return QUOTA;
        }
        boolean rcpt = deferral.problem()
                .filter(problem -> !problem.hostWide() && problem.reply().isPresent())
                .isPresent();
        return rcpt ? RCPT_4XX : UNKNOWN_ERROR;
    }

    /// `**`.
    void failed(Failure failure) {
        if (!failure.addressee().isLogged()) {
            return;
        }
        StringBuilder line = new StringBuilder("** ");
        address(line, failure.addressee(), false);
        if (failure.addressee().transport().isPresent()) {
            drivers(line, failure.addressee());
        }
        host(line, failure.problem().flatMap(Problem::host));
        line.append(": ").append(failure.reason());
        log.main(id, line.toString());
    }

    /// A host that was passed over.
    void hostDeferred(Host host, String reason) {
        StringBuilder line = new StringBuilder();
        host(line, Optional.of(host));
        log.main(id, line.substring(1) + " " + reason);
    }

    void completed() {
        log.main(id, "Completed");
    }

    void frozen() {
        log.main(id, "Frozen");
    }

    void thawed() {
        log.main(id, "Unfrozen by auto-thaw");
    }

    void cancelled() {
        log.main(id, "cancelled by timeout_frozen_after");
    }

    void frozenBounce() {
        log.main(id, "Frozen (delivery error message)");
    }

    void discarded() {
        log.main(id, "Discarded (delivery error message older than ignore_bounce_errors_after)");
    }

    /// A bounce has been put into the spool for `original`.
    static void bounced(MailLog log, String id, String original, long size) {
        log.main(id, "<= <> R=" + original + " P=local S=" + size);
    }

    /// A transport has sent a message because of `original`.
    static void submitted(MailLog log, Spooled message, String original) {
        Address sender = message.envelope().sender();
        log.main(
                message.envelope().id(),
                "<= " + (sender.isNull() ? "<>" : sender) + (original.isEmpty() ? "" : " R=" + original) + " P=local S="
                        + new SpooledMessage(message).size());
    }

    private static void address(StringBuilder line, Addressee addressee, boolean local) {
        String shown = addressee
                .target()
                .map(target -> target.value())
                .orElseGet(() -> local
                        ? addressee.address().localPart()
                        : addressee.given().toString());
        line.append(shown);
        Address original = addressee.root().given();
        if (local || addressee.target().isPresent() || !original.equals(addressee.given())) {
            line.append(" <").append(original).append('>');
        }
    }

    private static void drivers(StringBuilder line, Addressee addressee) {
        addressee.router().ifPresent(router -> line.append(" R=").append(router.name()));
        addressee.transport().ifPresent(transport -> line.append(" T=").append(transport.name()));
    }

    private static void host(StringBuilder line, Optional<Host> host) {
        host.ifPresent(found -> {
            line.append(" H=").append(found.name());
            found.address().ifPresent(address -> {
                String literal = IpText.of(address);
                line.append(" [").append(literal).append(']');
            });
        });
    }
}
