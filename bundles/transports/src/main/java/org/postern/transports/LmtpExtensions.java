package org.postern.transports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.Capabilities;
import org.postern.spi.ClientExtension;
import org.postern.spi.ClientExtension.Use;
import org.postern.spi.Transport.Problem;
import org.postern.spi.Transport.Status;

/// What the plugins decide about one message to a server on this machine: parameters of MAIL, how addresses
/// are written, and who cannot have the message. Confined to one thread.
final class LmtpExtensions {
    private final Map<String, String> mail = new TreeMap<>();
    private final Map<Recipient, Status> failed = new HashMap<>();
    private final List<Use.Readdress> readdressed = new ArrayList<>();

    private LmtpExtensions() {}

    /// Asks those that count for such servers.
    ///
    /// @param hello the reply to LHLO, with its code in each line
    static LmtpExtensions of(String hello, Delivery delivery, Settings transport) throws ExpansionException {
        Capabilities capabilities = Capabilities.of(hello.lines()
                .map(line -> line.substring(Math.min(4, line.length())))
                .toList());
        LmtpExtensions extensions = new LmtpExtensions();
        for (ClientExtension extension : delivery.contributions(ClientExtension.class)) {
            if (extension.isForThisMachine()) {
                extensions.add(
                        extension.use(Host.named("localhost"), capabilities, delivery, transport),
                        delivery.recipients());
            }
        }
        return extensions;
    }

    private void add(Use use, List<Recipient> recipients) {
        switch (use) {
            case Use.No() -> {}
            case Use.With with -> mail.putAll(with.mail());
            case Use.Readdress readdress -> readdressed.add(readdress);
            case Use.Refuse refuse ->
                recipients.forEach(recipient -> failed.put(recipient, failure(refuse.reason(), refuse.status())));
        }
    }

    /// What is added to MAIL.
    String parameters() {
        StringBuilder text = new StringBuilder();
        mail.forEach((keyword, value) -> text.append(' ')
                .append(keyword)
                .append(value.isEmpty() ? "" : "=")
                .append(value));
        return text.toString();
    }

    /// An address as the server can have it; empty if it has no such form.
    Optional<Address> address(Address address) {
        Optional<Address> written = Optional.of(address);
        for (Use.Readdress use : readdressed) {
            written = written.flatMap(use.form());
        }
        return written;
    }

    /// Those who cannot have the message.
    Map<Recipient, Status> failed(Address sender, List<Recipient> recipients) {
        Map<Recipient, Status> all = new HashMap<>(failed);
        boolean noSender = address(sender).isEmpty();
        for (Use.Readdress use : readdressed) {
            for (Recipient recipient : recipients) {
                if (noSender || address(recipient.address()).isEmpty()) {
                    all.putIfAbsent(recipient, failure(use.reason(), use.status()));
                }
            }
        }
        return all;
    }

    private static Status failure(String reason, String status) {
        return new Status.Failed(Problem.local(reason).withStatus(status));
    }
}
