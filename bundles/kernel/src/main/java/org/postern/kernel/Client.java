package org.postern.kernel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postern.api.MailLog;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.mail.Origin;
import org.postern.api.mail.Submitter;
import org.postern.api.net.IpText;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TrafficClass;
import org.postern.api.smtp.ClientIdentity;
import org.postern.api.smtp.Session;
import org.postern.core.AclTrace;
import org.postern.core.LogSelector;

/// What is known of the client of a session.
final class Client implements Session {
    private static final int MAX_NAMES = 20;

    private final Wire wire;
    private final Dns dns;
    private final MailLog log;
    private final Trial trial;
    private final Map<String, Integer> counts = new TreeMap<>();
    private Optional<LogSelector> selector = Optional.empty();
    private String helo = "";
    private boolean greeted;
    private boolean extended;
    private String authenticator;
    private String authenticatedId;
    private String authenticatedSender;
    private final String id;
    private boolean looked;
    private boolean unknowable;
    private Optional<String> name;
    private List<String> aliases = List.of();
    private String lookupMessage = "";
    private String fullHost = "";
    private boolean unqualifiedSenders;
    private boolean unqualifiedRecipients;

    Client(Wire wire, Dns dns, MailLog log, Trial trial) {
        this.wire = wire;
        this.dns = dns;
        this.log = log;
        this.trial = trial;
        this.authenticator = trial.authenticator();
        this.authenticatedId = trial.authenticatedId();
        this.authenticatedSender = trial.authenticatedSender();
        this.id = trial.isOn() ? Long.toString(ProcessHandle.current().pid()) : unique();
        this.name = trial.hostName();
        this.looked = name.isPresent();
        describe();
    }

    /// No two connections from one address have the same port at the same time.
    private String unique() {
        return Long.toString(System.nanoTime() >>> 10, Character.MAX_RADIX)
                + "-"
                + Integer.toString(peer().getPort(), Character.MAX_RADIX);
    }

    /// Who is shown what ACLs do, if anybody.
    Optional<AclTrace> trace() {
        return trial.trace();
    }

    @Override
    public void flush() {
        try {
            wire.flush();
        } catch (IOException e) {
            // The client is gone, as the next read will find.
        }
    }

    /// What the log calls the connection.
    String id() {
        return id;
    }

    /// What the log shows from now on.
    void select(LogSelector selected) {
        if (selector.isEmpty() || !selector.get().equals(selected)) {
            selector = Optional.of(selected);
            describe();
        }
    }

    /// The client calls itself by this name.
    void named(String as) {
        helo = as;
        describe();
    }

    /// The name was no good: it is forgotten, though the log still shows the one before.
    void misnamed() {
        helo = "";
    }

    /// The client's HELO, or EHLO, has been answered well.
    void greeted(boolean withExtensions) {
        greeted = true;
        extended = withExtensions;
    }

    /// All that the client has said counts no more (RFC 3207, 4.2).
    void forget() {
        helo = "";
        greeted = false;
        extended = false;
        authenticator = "";
        authenticatedId = "";
        authenticatedSender = "";
        describe();
    }

    /// The connection is another client's, of whose name nothing is known yet.
    void replaced() {
        looked = false;
        unknowable = false;
        name = Optional.empty();
        aliases = List.of();
        lookupMessage = "";
        describe();
    }

    /// The client is who another says it is.
    void introduced(ClientIdentity identity) {
        authenticator = identity.authenticator();
        authenticatedId = identity.authenticatedId();
        identity.extended().ifPresent(withExtensions -> extended = withExtensions);
        switch (identity.name()) {
            case ClientIdentity.Name.LookUp _ -> looked = false;
            case ClientIdentity.Name.Known known -> {
                name = Optional.of(known.text());
                looked = true;
            }
            case ClientIdentity.Name.None _ -> looked = true;
            case ClientIdentity.Name.Unknown _ -> unknowable = true;
        }
        named(identity.helo());
    }

    void authenticated(String by, String id) {
        authenticator = by;
        authenticatedId = id;
    }

    void count(String verb) {
        counts.merge(verb, 1, Integer::sum);
    }

    /// Whether HELO or EHLO has been answered well.
    boolean isGreeted() {
        return greeted;
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
    public boolean isTrial() {
        return trial.isOn();
    }

    /// Whether the domain may be left out of the addresses that the client sends.
    void mayOmitDomains(boolean ofSenders, boolean ofRecipients) {
        unqualifiedSenders = ofSenders;
        unqualifiedRecipients = ofRecipients;
    }

    @Override
    public boolean maySendUnqualifiedSenders() {
        return unqualifiedSenders;
    }

    @Override
    public boolean maySendUnqualifiedRecipients() {
        return unqualifiedRecipients;
    }

    @Override
    public String hostLookupMessage() {
        return lookupMessage;
    }

    @Override
    public Optional<String> hostName() throws DnsException {
        boolean isNew = !looked;
        quietHostName();
        if (isNew) {
            describe();
        }
        return name;
    }

    /// The same, but the log does not show it yet.
    Optional<String> quietHostName() throws DnsException {
        if (unknowable) {
            throw new DnsException("the name of " + IpText.of(peer().getAddress()) + " cannot be known now");
        }
        if (!looked) {
            List<String> names = lookUp(peer().getAddress());
            name = names.stream().findFirst();
            aliases = names.stream().skip(1).toList();
            looked = true;
        }
        return name;
    }

    @Override
    public List<String> hostAliases() {
        return aliases;
    }

    /// The name, if it has been looked up.
    Optional<String> knownName() {
        return name;
    }

    /// The names of the address that lead back to it. A name whose addresses cannot be known now makes the
    /// answer unknown, unless another name leads back.
    private List<String> lookUp(InetAddress address) throws DnsException {
        DnsAnswer pointers = dns.query(Dns.reverseName(address), DnsType.PTR);
        DnsException unknown = null;
        String first = "";
        List<String> names = new ArrayList<>();
        for (DnsRecord.Name pointer :
                pointers.records(DnsRecord.Name.class).limit(MAX_NAMES).toList()) {
            String target = pointer.target().toLowerCase(Locale.ROOT);
            first = first.isEmpty() ? target : first;
            try {
                if (dns.addresses(target).contains(address)) {
                    names.add(target);
                }
            } catch (DnsException e) {
                unknown = e;
            }
        }
        if (!names.isEmpty()) {
            return names;
        }
        if (unknown != null) {
            throw unknown;
        }
        if (first.isEmpty()) {
            lookupMessage = " (failed to find host name from IP address)";
            if (shows("host_lookup_failed")) {
                log.main("no host name found for IP address " + IpText.of(address));
            }
        } else {
            lookupMessage = " (" + IpText.of(address) + " does not match any IP address for " + first + ")";
        }
        return names;
    }

    @Override
    public void trafficClass(TrafficClass wanted) {
        wire.connection().trafficClass(wanted);
    }

    @Override
    public Optional<TlsInfo> tls() {
        return wire.connection().tls();
    }

    @Override
    public Optional<byte[]> exportKeyingMaterial(String label, int length) {
        return wire.connection().exportKeyingMaterial(label, length);
    }

    @Override
    public String authenticatedId() {
        return authenticatedId;
    }

    /// The name of the authenticator by which the client has authenticated, or the empty string.
    String authenticator() {
        return authenticator;
    }

    @Override
    public Origin origin() {
        return new Origin(
                Optional.of(peer()),
                name.orElse(""),
                knownLocal(),
                helo,
                protocol(),
                authenticatedId,
                tls().map(TlsInfo::logText).orElse(""));
    }

    /// The address that the client connected to; a session on trial may have none.
    private Optional<InetSocketAddress> knownLocal() {
        return trial.isOn() && local().getAddress().isAnyLocalAddress() ? Optional.empty() : Optional.of(local());
    }

    @Override
    public Submitter submitter() {
        return new Submitter(trial.ident(), authenticator, authenticatedSender);
    }

    /// The client vouches for this sender; the empty string for none.
    void vouchesFor(String sender) {
        authenticatedSender = sender;
    }

    /// The protocol in the words of RFC 3848.
    private String protocol() {
        String base = extended ? "esmtp" : "smtp";
        return base
                + (tls().isPresent() ? "s" : "")
                + (!greeted || (authenticator.isEmpty() && authenticatedId.isEmpty()) ? "" : "a");
    }

    @Override
    public Map<String, Integer> commandCounts() {
        return Map.copyOf(counts);
    }

    /// Whether the log shows something.
    boolean shows(String what) {
        return selector.isPresent() && selector.get().has(what);
    }

    /// What the log shows of TLS, each field with a space before it.
    String tlsFields() {
        return tls().map(info -> info.logFieldsOfClient(this::shows)).orElse("");
    }

    /// Name, HELO name and address, as the log has them after `H=`.
    @Override
    public String logText() {
        return "H=" + logName();
    }

    /// The same without `H=`.
    String logName() {
        String local = knownLocal()
                .filter(_ -> shows("incoming_interface"))
                .map(address -> " I=[" + IpText.of(address.getAddress()) + "]:" + address.getPort())
                .orElse("");
        return fullHost + local + (trial.ident().isEmpty() ? "" : " U=" + trial.ident());
    }

    @Override
    public String fullHost() {
        return fullHost;
    }

    /// The ident of the client, or the empty string.
    String ident() {
        return trial.ident();
    }

    /// What the log shows is made anew when something that it has becomes known.
    private void describe() {
        String text = IpText.of(peer().getAddress());
        boolean port = shows("incoming_port") && peer().getPort() > 0;
        String address = "[" + text + "]" + (port ? ":" + peer().getPort() : "");
        String shown = helo.isEmpty() ? "" : "(" + helo + ") ";
        if (name.isPresent()) {
            boolean same = name.get().equalsIgnoreCase(helo) || HeloSyntax.isLiteralOf(helo, peer().getAddress());
            fullHost = name.get() + " " + (same ? "" : shown) + address;
        } else {
            fullHost = shown + address;
        }
    }
}
