package org.postern.kernel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.mail.Origin;
import org.postern.api.net.IpText;
import org.postern.api.net.TlsInfo;
import org.postern.api.smtp.Session;

/// What is known of the client of a session.
final class Client implements Session {
    private static final int MAX_NAMES = 20;

    private final Wire wire;
    private final Dns dns;
    private final Map<String, Integer> counts = new TreeMap<>();
    private String helo = "";
    private boolean extended;
    private String authenticatedId = "";
    private boolean looked;
    private Optional<String> name = Optional.empty();

    Client(Wire wire, Dns dns) {
        this.wire = wire;
        this.dns = dns;
    }

    /// The client has said HELO, or EHLO.
    void greeted(String as, boolean withExtensions) {
        helo = as;
        extended = withExtensions;
    }

    /// All that the client has said counts no more (RFC 3207, 4.2).
    void forget() {
        helo = "";
        extended = false;
        authenticatedId = "";
    }

    void authenticated(String id) {
        authenticatedId = id;
    }

    void count(String verb) {
        counts.merge(verb, 1, Integer::sum);
    }

    @Override
    public InetSocketAddress peer() {
        return wire.connection().peer();
    }

    @Override
    public InetSocketAddress local() {
        return wire.connection().local();
    }

    @Override
    public Optional<String> helo() {
        return helo.isEmpty() ? Optional.empty() : Optional.of(helo);
    }

    @Override
    public boolean extended() {
        return extended;
    }

    @Override
    public Optional<String> hostName() throws DnsException {
        if (!looked) {
            name = lookUp(peer().getAddress());
            looked = true;
        }
        return name;
    }

    /// The first name of the address that leads back to it. A name whose addresses cannot be known now
    /// makes the answer unknown, unless another name leads back.
    private Optional<String> lookUp(InetAddress address) throws DnsException {
        DnsAnswer pointers = dns.query(Dns.reverseName(address), DnsType.PTR);
        DnsException unknown = null;
        for (DnsRecord.Name pointer :
                pointers.records(DnsRecord.Name.class).limit(MAX_NAMES).toList()) {
            try {
                if (dns.addresses(pointer.target()).contains(address)) {
                    return Optional.of(pointer.target());
                }
            } catch (DnsException e) {
                unknown = e;
            }
        }
        if (unknown != null) {
            throw unknown;
        }
        return Optional.empty();
    }

    @Override
    public Optional<TlsInfo> tls() {
        return wire.connection().tls();
    }

    @Override
    public String authenticatedId() {
        return authenticatedId;
    }

    @Override
    public Origin origin() {
        return new Origin(
                Optional.of(peer()),
                name.orElse(""),
                Optional.of(local()),
                helo,
                protocol(),
                authenticatedId,
                tls().map(TlsInfo::logText).orElse(""));
    }

    /// The protocol in the words of RFC 3848.
    private String protocol() {
        String base = extended ? "esmtp" : "smtp";
        return base + (tls().isPresent() ? "s" : "") + (authenticatedId.isEmpty() ? "" : "a");
    }

    @Override
    public Map<String, Integer> commandCounts() {
        return Map.copyOf(counts);
    }

    /// Name, HELO name and address, as the log has them after `H=`.
    String logText() {
        String address = "[" + IpText.of(peer().getAddress()) + "]";
        String verified = name.map(known -> known + " ").orElse("");
        boolean same = name.map(known -> known.equalsIgnoreCase(helo)).orElse(false);
        return "H=" + verified + (helo.isEmpty() || same ? "" : "(" + helo + ") ") + address;
    }
}
