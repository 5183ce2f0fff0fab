package org.postern.api.mail;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.Context;
import org.postern.api.system.Identity;
import org.postern.spi.Authenticator;
import org.postern.spi.Contribution;

/// One message on its way through one transport to a batch of recipients. Confined to one thread.
@ProviderType
public interface Delivery {
    /// What is known; its recipient is the first of the batch.
    Context context();

    /// What is known of one recipient of the batch.
    Context context(Recipient recipient);

    /// What is known while it goes to a host.
    default Context context(Host host) {
        return context();
    }

    /// By what this server may authenticate to others, by name, in the order of the configuration.
    default Map<String, Authenticator> authenticators() {
        return Map.of();
    }

    /// The message as it was received.
    Message message();

    /// The recipients, at least one; more than one only if the transport's options allow it.
    List<Recipient> recipients();

    /// The hosts to try, in order; empty if the router gave none. Those that are not to be tried yet are
    /// left out.
    List<Host> hosts();

    /// The list of hosts to try when those are used up, if the router has one in place of the transport's.
    default Optional<String> fallbackHosts() {
        return Optional.empty();
    }

    /// The message as it leaves, after the filters on the way out.
    Outgoing outgoing() throws java.io.IOException, org.postern.api.ExpansionException;

    /// As whom files are written and programs run.
    Identity identity();

    /// Where programs start; absolute.
    String directory();

    /// Has another message sent. It is in the spool before it counts what the transport says of its
    /// recipients; if the transport throws, it is not sent. Fields that every message has (Date,
    /// Message-Id, From) are added where they are missing.
    void submit(Outgoing other, List<Address> recipients);

    /// What the plugins of this delivery's snapshot contribute of one kind, such as
    /// [org.postern.spi.Connector], in the order of their names.
    <C extends Contribution> List<C> contributions(Class<C> kind);

    /// A host could not be used and the next is tried: it is left out for the time that the retry rules give.
    void hostDeferred(Host host, String reason);
}
