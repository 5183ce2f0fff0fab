package org.postern.delivery;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;
import org.postern.api.net.IpText;
import org.postern.api.smtp.Reply;
import org.postern.spi.Transport.Problem;
import org.postern.spi.Transport.Words;

/// The message/delivery-status of a report (RFC 3464), or message/global-delivery-status (RFC 6533): what
/// became of each recipient, for programs. Used by one thread.
final class StatusPart {
    private static final int MAX_LINE = 900;
    private static final int SMTP_PORT = 25;

    /// What a report says of a recipient, with the status code that it has without a reply of a host (RFC
    /// 3464, 2.3.3).
    enum Action {
        FAILED("failed", "5.0.0"),
        DELAYED("delayed", "4.0.0"),
        /// It is where the recipient finds it.
        DELIVERED("delivered", "2.0.0"),
        /// Another host has it, and will not report.
        RELAYED("relayed", "2.0.0");

        private final String word;
        private final String status;

        Action(String word, String status) {
            this.word = word;
            this.status = status;
        }
    }

    private final StringBuilder text = new StringBuilder();
    private final Instant now;
    private final Unitext unitext;

    /// Begins with what holds for the message as a whole.
    StatusPart(SpooledMessage message, String host, Instant now, Unitext unitext) {
        this.now = now;
        this.unitext = unitext;
        field("Reporting-MTA", "dns; " + host);
        Optional.ofNullable(message.parameters().get("ENVID"))
                .ifPresent(envelopeId -> field("Original-Envelope-Id", fromXtext(envelopeId)));
        field("Arrival-Date", Dates.text(message.received()));
    }

    /// One more recipient.
    void recipient(Addressee addressee, Action action, Optional<Problem> problem) {
        text.append("\r\n");
        Optional.ofNullable(addressee.parameters().get("ORCPT"))
                .ifPresent(original -> field("Original-Recipient", unitext.original(fromXtext(original))));
        field("Final-Recipient", unitext.typed(addressee.shown().given()));
        field("Action", action.word);
        Optional<Reply> reply = problem.flatMap(Problem::reply);
        Optional<String> own = problem.map(Problem::status).filter(status -> !status.isEmpty());
        field("Status", own.or(() -> reply.map(StatusPart::enhanced)).orElse(action.status));
        problem.flatMap(Problem::host).ifPresent(remote -> field("Remote-MTA", "dns; " + remote.name()));
        reply.ifPresent(said -> field("Diagnostic-Code", "smtp; " + said));
        if (action == Action.FAILED) {
            problem.ifPresent(this::remote);
        }
        field("Last-Attempt-Date", Dates.text(now));
    }

    /// What helps to find the failure in the logs of the host, as Exim tells it.
    private void remote(Problem problem) {
        problem.host()
                .ifPresent(host -> host.address()
                        .ifPresent(address -> field("Remote-MTA", "X-ip; " + place(address, host.port()))));
        problem.words().map(Words::greeting).ifPresent(said -> spoken("X-Remote-MTA-smtp-greeting", said));
        problem.words().map(Words::hello).ifPresent(said -> spoken("X-Remote-MTA-helo-response", said));
        spoken("X-Exim-Diagnostic", problem.message());
    }

    private static String place(InetAddress address, int port) {
        String bracketed = "[" + IpText.of(address) + "]";
        return port == 0 || port == SMTP_PORT ? bracketed : bracketed + ":" + port;
    }

    private void spoken(String name, String text) {
        if (!text.isEmpty()) {
            field(name, "X-str; " + text);
        }
    }

    private static String enhanced(Reply reply) {
        return reply.code() / 100 + "." + (reply.enhanced().isEmpty() ? "0.0" : reply.enhanced());
    }

    private void field(String name, String value) {
        text.append(name).append(": ").append(line(unitext.text(value))).append("\r\n");
    }

    /// Text that came from elsewhere, fit to stand in one line.
    static String line(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < Math.min(text.length(), MAX_LINE); i++) {
            char c = text.charAt(i);
            line.append(c < ' ' || c == 127 ? ' ' : c);
        }
        return line.toString();
    }

    /// RFC 3461, 4: `+` and two hexadecimal digits are a character.
    private static String fromXtext(String xtext) {
        StringBuilder text = new StringBuilder(xtext.length());
        for (int i = 0; i < xtext.length(); i++) {
            char c = xtext.charAt(i);
            boolean encoded = c == '+'
                    && i + 2 < xtext.length()
                    && Character.digit(xtext.charAt(i + 1), 16) >= 0
                    && Character.digit(xtext.charAt(i + 2), 16) >= 0;
            if (encoded) {
                text.append((char) Integer.parseInt(xtext, i + 1, i + 3, 16));
                i += 2;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
