package org.postern.delivery;

import java.time.Duration;
import java.util.Optional;
import org.postern.api.MailLog;
import org.postern.api.mail.Address;
import org.postern.api.mail.Controls;
import org.postern.api.mail.Host;
import org.postern.api.net.IpText;
import org.postern.core.GenericOptions;
import org.postern.core.MailContext;
import org.postern.core.Spool.Spooled;
import org.postern.spi.Transport.Cause;
import org.postern.spi.Transport.Problem;
import org.postern.spi.Transport.Status;

/// The lines that the main log gets about the delivery of one message, in Exim's format.
///
/// @param log where they go
/// @param message the message
/// @param context which log selectors are on, and the time
record DeliveryLog(MailLog log, SpooledMessage message, MailContext context) {
    private static final int UNKNOWN_ERROR = -1;
    private static final int RCPT_4XX = -44;
    private static final int QUOTA = -22;
    private static final int RETRY_TIME_NOT_REACHED = -53;

    /// `=>` for the first of a batch, `->` for the others.
    ///
    /// @param time how long the batch took
    void delivered(Addressee addressee, boolean first, Status.Delivered status, Duration time) {
        if (!addressee.isLogged()) {
            return;
        }
        StringBuilder line = new StringBuilder(96).append(first ? "=> " : "-> ");
        boolean local = status.host().isEmpty() && addressee.hosts().isEmpty() && logsAsLocal(addressee);
        address(line, addressee, local);
        sender(line);
        addressee.forwarded().ifPresent(forwarded -> line.append(forwarded.logField()));
        if (context.logs("return_path_on_delivery")) {
            addressee
                    .fact("return_path")
                    .ifPresent(path -> line.append(" P=<").append(path).append('>'));
        }
        queue(line);
        drivers(line, addressee);
        if (context.logs("delivery_size")) {
            line.append(" S=").append(message.size());
        }
        host(line, status.host());
        fields(line, status.logFields());
        if (context.logs("queue_time")) {
            line.append(" QT=").append(times().of(age()));
        }
        if (context.logs("deliver_time")) {
            line.append(" DT=").append(times().of(time));
        }
        log.main(message.id(), line.toString());
    }

    private void sender(StringBuilder line) {
        if (context.logs("sender_on_delivery")) {
            line.append(" F=<").append(message.sender()).append('>');
        }
    }

    private void queue(StringBuilder line) {
        context.get(Controls.QUEUE_NAME)
                .filter(name -> !name.isEmpty())
                .ifPresent(name -> line.append(" Q=").append(name));
    }

    /// What the transport adds: what the host said (`C="..."`) where `smtp_confirmation` is on.
    private void fields(StringBuilder line, String fields) {
        int confirmation = context.logs("smtp_confirmation") ? -1 : fields.indexOf("C=\"");
        String shown =
                confirmation < 0 ? fields : fields.substring(0, confirmation).strip();
        line.append(shown.isEmpty() ? "" : " " + shown);
    }

    private LogTimes times() {
        return new LogTimes(context.logs("millisec"));
    }

    private Duration age() {
        return Duration.between(message.received(), context.now());
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
        log.main(message.id(), line.toString());
    }

    /// `==`.
    void deferred(Deferral deferral) {
        boolean untried = deferral.until() instanceof Deferral.Wait.Until;
        if (!deferral.addressee().isLogged() || (untried && !context.logs("retry_defer"))) {
            return;
        }
        StringBuilder line = new StringBuilder("== ");
        address(line, deferral.addressee(), false);
        drivers(line, deferral.addressee());
        host(line, deferral.problem().flatMap(Problem::host));
        line.append(" defer (").append(error(deferral)).append("): ").append(deferral.reason());
        log.main(message.id(), line.toString());
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
        log.main(message.id(), line.toString());
    }

    /// A host that was passed over.
    void hostDeferred(Host host, String reason) {
        StringBuilder line = new StringBuilder();
        host(line, Optional.of(host));
        log.main(message.id(), line.substring(1) + " " + reason);
    }

    void completed() {
        String time = context.logs("queue_time_overall") ? " QT=" + times().of(age()) : "";
        log.main(message.id(), "Completed" + time);
    }

    void frozen() {
        log.main(message.id(), "Frozen");
    }

    void thawed() {
        log.main(message.id(), "Unfrozen by auto-thaw");
    }

    void cancelled() {
        log.main(message.id(), "cancelled by timeout_frozen_after");
    }

    void frozenBounce() {
        log.main(message.id(), "Frozen (delivery error message)");
    }

    void discarded() {
        log.main(message.id(), "Discarded (delivery error message older than ignore_bounce_errors_after)");
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

    private void host(StringBuilder line, Optional<Host> host) {
        host.ifPresent(found -> {
            line.append(" H=").append(found.name());
            found.address().ifPresent(address -> {
                String literal = IpText.of(address);
                line.append(" [").append(literal).append(']');
                if (context.logs("outgoing_port") && found.port() > 0) {
                    line.append(':').append(found.port());
                }
            });
        });
    }
}
