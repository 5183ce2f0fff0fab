package org.postern.net;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.postern.api.Context;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Settings;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsType;
import org.postern.api.dns.Patience;
import org.postern.idna.DomainNames;
import org.postern.spi.Contribution;
import org.postern.spi.OptionSet;
import org.postern.spi.Plugin;
import org.slf4j.LoggerFactory;

/// The resolver of the server, and its options. Two properties of the framework say whom it asks:
/// `postern.dns.file`, a file of [Zones] in place of the network, and `postern.dns.servers`, a list such as
/// `127.0.0.1#5300` in place of `/etc/resolv.conf`.
@Component(service = {Dns.class, Plugin.class})
public final class NetPlugin implements Dns, Plugin {
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final long CACHE_BYTES = 16L << 20;

    private final Optional<Path> file;
    private final Optional<String> servers;
    private final SecureRandom random = new SecureRandom();
    private final AssumedAbsence absence = new AssumedAbsence();
    private volatile Dns dns;
    private volatile ResolverOptions options = ResolverOptions.DEFAULT;

    /// The resolver that the properties of the framework describe.
    @Activate
    public NetPlugin(BundleContext context) {
        this(
                Optional.ofNullable(context.getProperty("postern.dns.file")).map(Path::of),
                Optional.ofNullable(context.getProperty("postern.dns.servers")));
    }

    NetPlugin(Optional<Path> file, Optional<String> servers) {
        this.file = file;
        this.servers = servers;
        this.dns = file.isPresent() ? open(file.get()) : overNetwork(servers, ResolverOptions.DEFAULT, random);
    }

    private static Dns open(Path path) {
        FileDns dns = new FileDns(path);
        try {
            dns.zones();
        } catch (DnsException e) {
            LoggerFactory.getLogger(NetPlugin.class).error("postern.dns.file: {}", e.getMessage());
        }
        return dns;
    }

    private static Dns overNetwork(Optional<String> servers, ResolverOptions options, SecureRandom random) {
        NameServers known = servers.map(NameServers::of).orElseGet(() -> NameServers.ofFile(RESOLV_CONF));
        StubDns stub = new StubDns(known, options, new SocketExchange(), random);
        return new CachingDns(stub, InstantSource.system(), CACHE_BYTES);
    }

    @Override
    public String name() {
        return "net";
    }

    @Override
    public List<OptionSet> options() {
        return List.of(ResolverOptions.MAIN, OptionSet.main(AssumedAbsence.DNS_AGAIN_MEANS_NONEXIST));
    }

    @Override
    public void check(Settings main) throws ConfigException {
        Optional<String> file = main.get(Dnssec.DNSSEC_TRUST_ANCHOR_FILE);
        String problem =
                file.map(name -> TrustAnchors.ofFile(Path.of(name)).problem()).orElse("");
        if (!problem.isEmpty()) {
            throw main.invalid(Dnssec.DNSSEC_TRUST_ANCHOR_FILE, problem);
        }
    }

    @Override
    public List<Contribution> contributions() {
        return List.of();
    }

    /// A change of the options or trust anchors begins with an empty cache, and reads resolv.conf anew.
    @Override
    public void configured(Context context) {
        absence.configured(context);
        ResolverOptions changed = ResolverOptions.of(context);
        changed.dnssec()
                .map(dnssec -> dnssec.anchors().problem())
                .filter(problem -> !problem.isEmpty())
                .ifPresent(problem -> context.log().panic("dnssec_trust_anchor_file: " + problem));
        if (file.isEmpty() && !changed.equals(options)) {
            options = changed;
            dns = overNetwork(servers, changed, random);
        }
    }

    @Override
    public List<String> searchDomains() {
        return dns.searchDomains();
    }

    @Override
    public DnsAnswer query(String name, DnsType type) throws DnsException {
        return query(name, type, Patience.USUAL);
    }

    @Override
    public DnsAnswer query(String name, DnsType type, Patience patience) throws DnsException {
        Optional<String> alabels = DomainNames.alabels(name);
        if (alabels.isEmpty()) {
            return new DnsAnswer(DnsAnswer.Status.NO_NAME, List.of(), false, Duration.ZERO, name);
        }
        try {
            return dns.query(alabels.get(), type, patience);
        } catch (DnsException e) {
            if (absence.covers(name)) {
                return DnsAnswer.assumedAbsence();
            }
            throw e;
        }
    }
}
