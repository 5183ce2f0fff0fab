package org.postern.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.postern.api.dns.DnsException;
import org.postern.api.mail.Origin;
import org.postern.api.net.KeyExporter;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TrafficClass;
import org.postern.api.smtp.Session;

/// A session as a test wants it: by default from port 40000 to port 25 of 127.0.0.1, in clear, with EHLO
/// `client.test`.
public final class TestSession implements Session {
    private final InetSocketAddress peer;
    private final Map<String, Integer> commands = new HashMap<>();
    private InetSocketAddress local = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 25);
    private Optional<String> helo = Optional.of("client.test");
    private boolean extended = true;
    private Optional<String> hostName = Optional.empty();
    private Optional<String> hostNameFault = Optional.empty();
    private String hostLookupMessage = "";
    private Optional<TlsInfo> tls = Optional.empty();
    private Optional<TrafficClass> trafficClass = Optional.empty();
    private KeyExporter exporter = (_, _) -> Optional.empty();
    private String authenticatedId = "";

    private TestSession(InetSocketAddress peer) {
        this.peer = peer;
    }

    /// A session of the client with this address.
    public static TestSession from(String address) {
        return new TestSession(new InetSocketAddress(InetAddress.ofLiteral(address), 40000));
    }

    /// The client connected to this address and port.
    public TestSession to(String address, int port) {
        local = new InetSocketAddress(InetAddress.ofLiteral(address), port);
        return this;
    }

    /// The client said EHLO with this argument.
    public TestSession ehlo(String argument) {
        helo = Optional.of(argument);
        extended = true;
        return this;
    }

    /// The client said HELO with this argument.
    public TestSession helo(String argument) {
        helo = Optional.of(argument);
        extended = false;
        return this;
    }

    /// The client has said neither EHLO nor HELO.
    public TestSession withoutHelo() {
        helo = Optional.empty();
        extended = false;
        return this;
    }

    /// The verified name of the client's host.
    public TestSession named(String name) {
        hostName = Optional.of(name);
        return this;
    }

    /// The name of the client's host cannot be looked up now.
    public TestSession namelessFor(String fault) {
        hostNameFault = Optional.of(fault);
        return this;
    }

    /// The client's host has been looked up and has no name, for this reason.
    public TestSession nameless(String reason) {
        hostLookupMessage = reason;
        return this;
    }

    /// The session is encrypted.
    public TestSession encrypted(TlsInfo info) {
        tls = Optional.of(info);
        return this;
    }

    /// What each label yields of key material.
    public TestSession exporting(KeyExporter other) {
        exporter = other;
        return this;
    }

    @Override
    public Optional<byte[]> exportKeyingMaterial(String label, int length) {
        return exporter.exportKeyingMaterial(label, length);
    }

    /// The client has authenticated.
    public TestSession authenticated(String id) {
        authenticatedId = id;
        return this;
    }

    /// The client has given a command so many times.
    public TestSession given(String verb, int times) {
        commands.put(verb.toUpperCase(Locale.ROOT), times);
        return this;
    }

    @Override
    public InetSocketAddress peer() {
        return peer;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public Optional<String> helo() {
        return helo;
    }

    @Override
    public boolean extended() {
        return extended;
    }

    @Override
    public Optional<String> hostName() throws DnsException {
        if (hostNameFault.isPresent()) {
            throw new DnsException(hostNameFault.get());
        }
        return hostName;
    }

    @Override
    public String hostLookupMessage() {
        return hostLookupMessage;
    }

    @Override
    public Optional<TlsInfo> tls() {
        return tls;
    }

    @Override
    public void trafficClass(TrafficClass wanted) {
        trafficClass = Optional.of(wanted);
    }

    /// The traffic class that was asked for last.
    public Optional<TrafficClass> trafficClass() {
        return trafficClass;
    }

    @Override
    public String authenticatedId() {
        return authenticatedId;
    }

    @Override
    public Origin origin() {
        return new Origin(
                Optional.of(peer),
                hostName.orElse(""),
                Optional.of(local),
                helo.orElse(""),
                protocol(),
                authenticatedId,
                tls.map(TlsInfo::logText).orElse(""));
    }

    private String protocol() {
        return (extended ? "esmtp" : "smtp") + (tls.isPresent() ? "s" : "") + (authenticatedId.isEmpty() ? "" : "a");
    }

    @Override
    public Map<String, Integer> commandCounts() {
        return Map.copyOf(commands);
    }
}
