package org.postern.dane;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.mail.Host;
import org.postern.api.net.IpText;

/// What DANE makes of a domain or a host, step by step, in words. Used by one thread.
final class Explanation {
    private static final int SMTP = 25;
    private static final int MAX_HOSTS = 20;

    private final Dns dns;
    private final InstantSource clock;
    private final CertificateProbe probe;
    private final Consumer<String> lines;

    Explanation(Dns dns, InstantSource clock, CertificateProbe probe, Consumer<String> lines) {
        this.dns = dns;
        this.clock = clock;
        this.probe = probe;
        this.lines = lines;
    }

    /// Whether all mail to a domain, or to `HOST:PORT`, would go to certificates that TLSA records vouch for.
    boolean explain(String what) throws IOException {
        int colon = what.lastIndexOf(':');
        if (colon >= 0) {
            return host(new Host(what.substring(0, colon), Optional.empty(), port(what), -1, true), "");
        }
        DnsAnswer answer;
        try {
            answer = dns.query(what, DnsType.MX);
        } catch (DnsException e) {
            lines.accept("MX: " + e.getMessage());
            lines.accept("=> no answer: mail is deferred");
            return false;
        }
        List<Host> hosts = hosts(what, answer);
        boolean all = !hosts.isEmpty();
        for (Host host : hosts) {
            all &= host(host, what);
        }
        return all;
    }

    private static int port(String what) throws IOException {
        String text = what.substring(what.lastIndexOf(':') + 1);
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IOException("not a port: " + text);
        }
        return Integer.parseInt(text);
    }

    private List<Host> hosts(String domain, DnsAnswer answer) {
        List<DnsRecord.Mx> records = answer.records(DnsRecord.Mx.class)
                .sorted(Comparator.comparingInt(DnsRecord.Mx::preference))
                .toList();
        if (records.isEmpty()) {
            lines.accept(domain + " has no MX records" + secure(answer) + ": it is its own host");
            return List.of(new Host(domain, Optional.empty(), SMTP, -1, answer.secure()));
        }
        List<Host> hosts = new ArrayList<>();
        for (DnsRecord.Mx record : records.subList(0, Math.min(records.size(), MAX_HOSTS))) {
            lines.accept(domain + " MX " + record.presentation() + secure(answer));
            if (!record.exchange().isEmpty()) {
                hosts.add(new Host(record.exchange(), Optional.empty(), SMTP, record.preference(), answer.secure()));
            }
        }
        return hosts;
    }

    private static String secure(DnsAnswer answer) {
        return answer.secure() ? " (secure)" : " (not secure)";
    }

    private boolean host(Host host, String domain) {
        lines.accept("");
        lines.accept(host.name() + ":" + host.port());
        List<Host> found;
        try {
            found = addresses(host);
        } catch (DnsException e) {
            return verdict("addresses: " + e.getMessage(), "the host is deferred", false);
        }
        if (found.isEmpty()) {
            return verdict("it has no addresses", "the host is not used", false);
        }
        boolean all = true;
        for (Host each : found) {
            all &= address(each, domain);
        }
        return all;
    }

    private boolean verdict(String step, String consequence, boolean isProtected) {
        lines.accept("  " + step);
        lines.accept("  => " + consequence);
        return isProtected;
    }

    private List<Host> addresses(Host host) throws DnsException {
        List<Host> found = new ArrayList<>();
        for (DnsType type : List.of(DnsType.AAAA, DnsType.A)) {
            DnsAnswer answer = dns.query(host.name(), type);
            if (!answer.canonicalName().equalsIgnoreCase(host.name()) && answer.found()) {
                lines.accept("  " + host.name() + " is an alias of " + answer.canonicalName());
            }
            answer.records(DnsRecord.Address.class).forEach(record -> {
                lines.accept("  " + type + " " + IpText.of(record.address()) + secure(answer));
                found.add(host.expandedTo(answer.canonicalName()).at(record.address(), answer.secure()));
            });
        }
        return found;
    }

    private boolean address(Host host, String domain) {
        TlsaLookup.Result result = new TlsaLookup(dns).find(host, host.port(), note -> lines.accept("  " + note));
        return switch (result) {
            case TlsaLookup.Result.Failed(String reason) ->
                verdict("TLSA: " + reason, "the host is deferred: it cannot be known whether it has DANE", false);
            case TlsaLookup.Result.None(String reason) ->
                verdict(reason, "no DANE: the options of the transport hold", false);
            case TlsaLookup.Result.Secure secure -> records(host, domain, secure);
        };
    }

    private boolean records(Host host, String domain, TlsaLookup.Result.Secure secure) {
        Associations usable = Associations.of(secure.records());
        for (DnsRecord.Tlsa record : secure.records()) {
            lines.accept("    " + record.presentation() + ": " + worth(record, usable));
        }
        if (usable.isEmpty()) {
            return verdict("no record is usable", "TLS is required, with any certificate", false);
        }
        List<String> names = new ArrayList<>(secure.names());
        if (!domain.isEmpty() && host.preference() >= 0) {
            names.add(domain);
        }
        return certificates(host, secure.base(), DaneVerifier.of(usable, names, clock));
    }

    private static String worth(DnsRecord.Tlsa record, Associations usable) {
        return switch (Association.of(record)) {
            case Association.Reading.Unusable(String reason) -> "not usable: " + reason;
            case Association.Reading.Usable _ ->
                usable.contains(record) ? "usable" : "a record with a better digest counts";
        };
    }

    private boolean certificates(Host host, String base, DaneVerifier verifier) {
        InetAddress address = host.address().orElseThrow();
        String at = IpText.of(address) + ":" + host.port();
        List<X509Certificate> chain;
        try {
            chain = probe.chain(new InetSocketAddress(address, host.port()), base);
        } catch (IOException e) {
            return verdict(at + ": " + e.getMessage(), "the host is deferred", false);
        }
        chain.forEach(certificate -> lines.accept("  " + at + " shows " + certificate.getSubjectX500Principal()
                + ", until " + certificate.getNotAfter().toInstant()));
        try {
            List<X509Certificate> path = verifier.verify(chain, base);
            return verdict(match(verifier.associations(), path), "mail goes there (CV=dane)", true);
        } catch (CertificateException e) {
            return verdict(String.valueOf(e.getMessage()), "the host is deferred", false);
        }
    }

    private static String match(Associations associations, List<X509Certificate> path) throws CertificateException {
        Optional<Association> server = associations.matching(Association.DANE_EE, path.getFirst());
        Optional<Association> anchor = associations.matching(Association.DANE_TA, path.getLast());
        return server.or(() -> anchor)
                .map(record -> record + " is for " + (server.isPresent() ? "the certificate" : "its trust anchor"))
                .orElse("a public key in a record is the trust anchor");
    }
}
