package org.postern.smtputf8;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.postern.api.ExpansionException;
import org.postern.api.config.Settings;
import org.postern.api.mail.Address;
import org.postern.api.mail.Controls;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Recipient;
import org.postern.api.smtp.Capabilities;
import org.postern.idna.DomainNames;
import org.postern.spi.ClientExtension;

/// SMTPUTF8 towards servers (RFC 6531, 3.5): a message that needs it goes on with it, or with its addresses
/// in ASCII, or not at all.
final class OnwardExtension implements ClientExtension {
    static final String STATUS = "5.6.7";
    static final String LACKING = "utf8 support required but not offered for forwarding";

    private static final String EIGHT_BIT = "8BITMIME";

    @Override
    public String name() {
        return "smtputf8";
    }

    @Override
    public boolean isForThisMachine() {
        return true;
    }

    @Override
    public Use use(Host host, Capabilities capabilities, Delivery delivery, Settings transport)
            throws ExpansionException {
        Needs needs = Needs.of(delivery);
        if (!needs.requested() && !needs.anyAddress()) {
            return new Use.No();
        }
        Downconversion conversion = Downconversion.of(delivery, transport);
        if (conversion == Downconversion.ALWAYS && needs.anyAddress()) {
            return readdressed(AsciiAddresses::converted);
        }
        if (capabilities.has(Parameter.KEYWORD)) {
            return new Use.With(parameters(capabilities), _ -> Map.of(), false, "");
        }
        return conversion == Downconversion.NEVER ? sameMailboxes(needs) : converted(needs);
    }

    private static Map<String, String> parameters(Capabilities capabilities) {
        Map<String, String> parameters = new TreeMap<>(Map.of(Parameter.KEYWORD, ""));
        if (capabilities.has(EIGHT_BIT)) {
            parameters.put("BODY", EIGHT_BIT);
        }
        return parameters;
    }

    private static Use converted(Needs needs) {
        return needs.anyAddress() ? readdressed(AsciiAddresses::converted) : new Use.No();
    }

    private static Use sameMailboxes(Needs needs) {
        if (needs.wholeMessage()) {
            return new Use.Refuse(LACKING, true, STATUS);
        }
        return needs.anyAddress() ? readdressed(AsciiAddresses::sameMailbox) : new Use.No();
    }

    private static Use readdressed(Function<Address, Optional<Address>> form) {
        return new Use.Readdress(form, LACKING, STATUS);
    }

    /// What of a message is beyond ASCII.
    ///
    /// @param requested whether it came with SMTPUTF8
    /// @param anyAddress whether an address of the envelope is
    /// @param wholeMessage whether nobody can have it without SMTPUTF8: the header or the mailbox of the
    /// sender is, or that of every recipient
    private record Needs(boolean requested, boolean anyAddress, boolean wholeMessage) {
        static Needs of(Delivery delivery) throws ExpansionException {
            Outgoing message = outgoing(delivery);
            boolean requested = delivery.context().get(Controls.UTF8).orElse(false);
            boolean header =
                    requested && message.headers().stream().anyMatch(field -> !DomainNames.isAscii(field.text()));
            boolean sender = AsciiAddresses.isBeyond(message.returnPath());
            boolean recipient =
                    delivery.recipients().stream().map(Recipient::address).anyMatch(AsciiAddresses::isBeyond);
            boolean everyone = delivery.recipients().stream()
                    .allMatch(to -> AsciiAddresses.sameMailbox(to.address()).isEmpty());
            boolean noSender = AsciiAddresses.sameMailbox(message.returnPath()).isEmpty();
            return new Needs(requested, sender || recipient, header || noSender || everyone);
        }

        private static Outgoing outgoing(Delivery delivery) throws ExpansionException {
            try {
                return delivery.outgoing();
            } catch (IOException e) {
                throw ExpansionException.defer("the message cannot be read: " + e.getMessage());
            }
        }
    }
}
