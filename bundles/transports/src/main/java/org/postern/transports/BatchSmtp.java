package org.postern.transports;

import org.postern.api.mail.Delivery;
import org.postern.api.mail.Recipient;

/// The batch SMTP form of a message: the envelope as SMTP commands around it (Exim's manual, 49.10).
final class BatchSmtp {
    private BatchSmtp() {}

    static Written around(Delivery delivery, LocalText text, String prefix, String suffix, String end) {
        StringBuilder before = new StringBuilder(prefix);
        before.append("MAIL FROM:<")
                .append(delivery.context()
                        .recipient()
                        .flatMap(recipient -> recipient.fact("return_path"))
                        .map(path -> path.value())
                        .orElseGet(() -> delivery.message().sender().toString()))
                .append('>')
                .append(end);
        for (Recipient recipient : delivery.recipients()) {
            before.append("RCPT TO:<").append(recipient.address()).append('>').append(end);
        }
        before.append("DATA").append(end);
        return new Written(text, before.toString(), "." + end + suffix);
    }
}
