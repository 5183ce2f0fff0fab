package org.postern.api.smtp;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.postern.api.mail.Host;
import org.postern.api.mail.Origin;
import org.postern.api.mail.Submitter;
import org.postern.api.net.IpText;
import org.postern.api.net.KeyExporter;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TrafficClass;

/// An SMTP session on the server side. Confined to its thread.
@ProviderType
public interface Session extends KeyExporter {
    /// The address of the client.
    InetSocketAddress peer();

    /// The address that the client connected to.
    InetSocketAddress local();

    /// What the client said at EHLO or HELO.
    Optional<String> helo();

    /// Whether the client said EHLO.
    boolean extended();

    /// The verified name of the client's host: looked up at the first call, forward and back. An address
    /// without a name, or with one that does not lead back, has none.
    Optional<String> hostName() throws org.postern.api.dns.DnsException;

    /// The other verified names of the client's host. To be asked for after [#hostName].
    default List<String> hostAliases() {
        return List.of();
    }

    /// Why the client's host has no verified name, in Exim's words for replies and log lines
    /// (`$host_lookup_msg`); the empty string if it has one or was not looked up.
    default String hostLookupMessage() {
        return "";
    }

    /// What TLS agreed on; empty in clear.
    Optional<TlsInfo> tls();

    @Override
    default Optional<byte[]> exportKeyingMaterial(String label, int length) {
        return Optional.empty();
    }

    /// The traffic class of what the client is sent from now on (`control = dscp`).
    void trafficClass(TrafficClass wanted);

    /// Who the client is by AUTH, or the empty string.
    String authenticatedId();

    /// The session as its messages keep it.
    Origin origin();

    /// What else is known of who hands messages in.
    default Submitter submitter() {
        return Submitter.NOBODY;
    }

    /// Sends out the replies that wait: something is to come that takes its time.
    default void flush() {}

    /// The client as the log has it, beginning with `H=`.
    default String logText() {
        return "H=[" + IpText.of(peer().getAddress()) + "]";
    }

    /// The client as log lines have it: name, HELO name, address.
    default String fullHost() {
        Origin origin = origin();
        String name = origin.clientName().isEmpty() ? "" : origin.clientName() + " ";
        boolean same = origin.helo().isEmpty() || origin.helo().equalsIgnoreCase(origin.clientName());
        return name + (same ? "" : "(" + origin.helo() + ") ") + "[" + IpText.of(peer().getAddress()) + "]";
    }

    /// The client as a host, for host lists.
    default Host client() {
        return Host.of(IpText.of(peer().getAddress()), peer().getAddress());
    }

    /// How many commands of each kind the client has given, by upper-case verb.
    Map<String, Integer> commandCounts();

    /// Whether this is a session on trial: nothing is delivered, no other host is called, nobody is kept
    /// waiting.
    default boolean isTrial() {
        return false;
    }

    /// Whether the client may leave the domain out of sender addresses (`sender_unqualified_hosts`).
    default boolean maySendUnqualifiedSenders() {
        return false;
    }

    /// Whether the client may leave the domain out of recipient addresses (`recipient_unqualified_hosts`).
    default boolean maySendUnqualifiedRecipients() {
        return false;
    }
}
