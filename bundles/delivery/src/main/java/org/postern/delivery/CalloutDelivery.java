package org.postern.delivery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.postern.api.Context;
import org.postern.api.mail.Address;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Content;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.mail.Message;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Recipient;
import org.postern.api.system.Identity;
import org.postern.core.MailContext;
import org.postern.core.State.Slots;
import org.postern.spi.Authenticator;
import org.postern.spi.Contribution;

/// The way to the hosts of an address that is verified: nothing is sent on it.
///
/// @param base what is known where the ACL runs
/// @param addressee the address
/// @param hosts where the routers send it
/// @param sender what stands in MAIL
/// @param more what takes part beside the plugins
record CalloutDelivery(MailContext base, Addressee addressee, List<Host> hosts, Address sender, List<Contribution> more)
        implements Delivery {
    private static final Content NO_BODY = Bytes.of(new byte[0]);

    /// With the plugins alone.
    CalloutDelivery(MailContext base, Addressee addressee, List<Host> hosts, Address sender) {
        this(base, addressee, hosts, sender, List.of());
    }

    /// With one who takes part beside them.
    CalloutDelivery with(Contribution other) {
        return new CalloutDelivery(base, addressee, hosts, sender, List.of(other));
    }

    @Override
    public Context context() {
        return base.with(addressee, addressee.slots());
    }

    @Override
    public Context context(Recipient recipient) {
        return base.with(recipient, new Slots());
    }

    @Override
    public Message message() {
        return base.message().orElseThrow();
    }

    @Override
    public List<Recipient> recipients() {
        return List.of(addressee);
    }

    @Override
    public Outgoing outgoing() {
        return new Outgoing(sender, List.of(), NO_BODY);
    }

    @Override
    public Identity identity() {
        throw new UnsupportedOperationException("a callout writes no files");
    }

    @Override
    public String directory() {
        throw new UnsupportedOperationException("a callout starts no programs");
    }

    @Override
    public void submit(Outgoing other, List<Address> recipients) {
        throw new UnsupportedOperationException("a callout sends no message");
    }

    @Override
    public Map<String, Authenticator> authenticators() {
        Map<String, Authenticator> all = new LinkedHashMap<>();
        base.policy().authenticators().forEach(block -> all.put(block.name(), block.instance()));
        return all;
    }

    @Override
    public <C extends Contribution> List<C> contributions(Class<C> kind) {
        List<C> plugins = base.policy().contributions(kind);
        return Stream.concat(
                        plugins.stream(), more.stream().filter(kind::isInstance).map(kind::cast))
                .toList();
    }

    @Override
    public void hostDeferred(Host host, String reason) {
        // A callout says nothing about when the host is to be tried for mail.
    }
}
