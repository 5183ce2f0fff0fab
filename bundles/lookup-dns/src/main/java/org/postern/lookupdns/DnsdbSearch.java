package org.postern.lookupdns;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsAnswer;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;

/// Carries out one `dnsdb` query. Used once.
final class DnsdbSearch {
    private static final Duration LONGEST = Duration.ofDays(1);
    /// How many names one query may have, and how many domains above one are tried.
    private static final int NAMES = 1000;

    private static final int PARENTS = 10;

    private final Dns dns;
    private final DnsdbQuery query;
    private final RecordText text;
    private final List<String> found = new ArrayList<>();
    private Duration ttl = LONGEST;
    private boolean secure = true;
    private boolean answered;

    DnsdbSearch(Dns dns, DnsdbQuery query) {
        this.dns = dns;
        this.query = query;
        this.text = new RecordText(query.type(), query.separators().field());
    }

    DnsdbAnswer run() throws IOException {
        if (query.names().size() > NAMES) {
            throw new IOException("more than " + NAMES + " names in a dnsdb lookup");
        }
        boolean deferred = false;
        for (String name : query.names()) {
            for (DnsType type : query.type().asked()) {
                deferred |= !isAnswered(name, type);
            }
        }
        if (deferred && found.isEmpty() && query.defer() != DnsdbQuery.Defer.NEVER) {
            throw new DnsException("");
        }
        return new DnsdbAnswer(found, ttl, secure && answered);
    }

    /// Asks for one type of one name; whether something is known of it now.
    private boolean isAnswered(String name, DnsType type) throws IOException {
        try {
            switch (query.type()) {
                case CSA -> authorization(Reverse.name(name));
                case ZNS -> zone(name);
                case PTR -> take(ask(Reverse.name(name), type), name);
                default -> take(ask(name, type), name);
            }
            return true;
        } catch (DnsException e) {
            if (query.defer() == DnsdbQuery.Defer.STRICT) {
                throw new DnsException("");
            }
            return false;
        }
    }

    /// What was not validated counts as no answer, if that is wanted.
    private DnsAnswer ask(String name, DnsType type) throws DnsException {
        DnsAnswer answer = dns.query(name, type, query.patience());
        if (answer.found() && !answer.secure() && query.dnssec() == DnsdbQuery.Security.STRICT) {
            throw new DnsException(name + " (" + type + "): not validated");
        }
        secure &= answer.secure();
        answered = true;
        return answer;
    }

    private void authorization(String name) throws DnsException {
        for (String domain : withParents(name)) {
            DnsAnswer answer = ask("_client._smtp." + domain, DnsType.SRV);
            if (answer.found()) {
                take(answer, domain.equals(name) ? name : "");
                return;
            }
        }
    }

    private void zone(String name) throws DnsException {
        for (String domain : withParents(name)) {
            DnsAnswer answer = ask(domain, DnsType.NS);
            if (answer.found()) {
                take(answer, domain);
                return;
            }
        }
    }

    private static List<String> withParents(String name) {
        List<String> all = new ArrayList<>();
        String domain = name;
        while (!domain.isEmpty() && all.size() < PARENTS) {
            all.add(domain);
            int dot = domain.indexOf('.');
            domain = dot < 0 ? "" : domain.substring(dot + 1);
        }
        return all;
    }

    /// Takes the records of an answer.
    ///
    /// @param owner the name that was asked for; empty if it is one above it
    private void take(DnsAnswer answer, String owner) {
        if (!answer.found()) {
            return;
        }
        ttl = ttl.compareTo(answer.ttl()) < 0 ? ttl : answer.ttl();
        for (DnsRecord record : answer.records()) {
            Optional<String> shown = text.of(record, !owner.isEmpty());
            shown.ifPresent(found::add);
        }
    }
}
