package org.postern.smtpout;

import java.util.ArrayList;
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
import org.postern.spi.ClientExtension.Use.Limits;
import org.postern.spi.ClientExtension.Use.Way;

/// What the plugins add to the commands for one message to one host.
///
/// @param used by those that the host offers and the message needs
/// @param readdressed how addresses are written for the host
record Extensions(List<Use.With> used, List<Use.Readdress> readdressed) {
    /// What the plugins of `delivery` decide. Throws [Refused] if one of them will not have the message go
    /// there.
    static Extensions of(Host host, Capabilities capabilities, Delivery delivery, Settings settings)
            throws ExpansionException, Refused {
        List<Use.With> used = new ArrayList<>();
        List<Use.Readdress> readdressed = new ArrayList<>();
        for (ClientExtension extension : delivery.contributions(ClientExtension.class)) {
            switch (extension.use(host, capabilities, delivery, settings)) {
                case Use.No() -> {}
                case Use.With with -> used.add(with);
                case Use.Readdress readdress -> readdressed.add(readdress);
                case Use.Refuse refuse -> throw new Refused(refuse);
            }
        }
        return new Extensions(List.copyOf(used), List.copyOf(readdressed));
    }

    /// An address as the host can have it.
    Address address(Address address) throws Unaddressable {
        Address written = address;
        for (Use.Readdress use : readdressed) {
            Optional<Address> form = use.form().apply(written);
            if (form.isEmpty()) {
                throw new Unaddressable(use);
            }
            written = form.get();
        }
        return written;
    }

    /// The parameters of MAIL.
    Map<String, String> mail() {
        Map<String, String> parameters = new TreeMap<>();
        used.forEach(with -> parameters.putAll(with.mail()));
        return parameters;
    }

    /// The parameters of RCPT for one recipient.
    Map<String, String> recipient(Recipient recipient) {
        Map<String, String> parameters = new TreeMap<>();
        used.forEach(
                with -> with.recipient().of(recipient).forEach((key, value) -> parameters.put(key, value.orElse(""))));
        return parameters;
    }

    /// Whether the data may be answered once for each recipient.
    boolean repliesPerRecipient() {
        return has(Way.REPLIES_PER_RECIPIENT);
    }

    /// Whether the message goes in this way.
    boolean has(Way way) {
        return used.stream().anyMatch(with -> with.ways().contains(way));
    }

    /// Whether the server takes over what the sender wants to hear of a recipient.
    boolean reportsOnward(Recipient recipient) {
        return used.stream().anyMatch(with -> with.recipient().reportsOnward(recipient));
    }

    /// What the server takes.
    Limits limits() {
        return used.stream().map(Use.With::limits).reduce(Limits.NONE, Limits::and);
    }

    /// What the line of the log shows.
    ///
    /// @param answeredEach whether each recipient has got a reply to the data
    Optional<String> logField(boolean answeredEach) {
        String fields = String.join(
                " ",
                used.stream()
                        .filter(with -> answeredEach || !with.repliesPerRecipient())
                        .map(Use.With::logField)
                        .filter(field -> !field.isEmpty())
                        .toList());
        return Optional.of(fields).filter(text -> !text.isEmpty());
    }

    /// An address has no form that the host can have.
    static final class Unaddressable extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Use.Readdress use;

        private Unaddressable(Use.Readdress use) {
            super(use.reason());
            this.use = use;
        }

        /// The status code for the DSN.
        String status() {
            return use.status();
        }
    }

    /// An extension refuses to send the message to this host.
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Use.Refuse refuse;

        private Refused(Use.Refuse refuse) {
            super(refuse.reason());
            this.refuse = refuse;
        }

        /// The status code for the DSN, or the empty string.
        String status() {
            return refuse.status();
        }

        /// Whether another host may do.
        boolean next() {
            return refuse.next();
        }
    }
}
