package org.postern.api.dns;

import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.Text;
import org.postern.api.config.Settings;

/// The resolver, asked where somebody may listen: what it does not find is the event `dns:fail`. Confined to
/// the thread of its context.
///
/// @param dns who answers
/// @param context in which it is asked
/// @param transport in which it is asked, if it is one
public record OverheardDns(Dns dns, Context context, Optional<Settings> transport) implements Dns {
    /// Asked outside transports.
    public OverheardDns(Dns dns, Context context) {
        this(dns, context, Optional.empty());
    }

    @Override
    public DnsAnswer query(String name, DnsType type) throws DnsException {
        return heard(name, type, () -> dns.query(name, type));
    }

    @Override
    public DnsAnswer query(String name, DnsType type, Patience patience) throws DnsException {
        return heard(name, type, () -> dns.query(name, type, patience));
    }

    @FunctionalInterface
    private interface Question {
        DnsAnswer ask() throws DnsException;
    }

    private DnsAnswer heard(String name, DnsType type, Question question) throws DnsException {
        try {
            DnsAnswer answer = question.ask();
            switch (answer.status()) {
                case FOUND -> {}
                case NO_NAME -> tell("DNS_NOMATCH", name, type);
                case NO_DATA -> tell("DNS_NODATA", name, type);
            }
            return answer;
        } catch (DnsException e) {
            tell("DNS_AGAIN", name, type);
            throw e;
        }
    }

    @Override
    public List<String> searchDomains() {
        return dns.searchDomains();
    }

    private void tell(String why, String name, DnsType type) {
        new Event("dns:fail", Text.tainted(why + ":" + name + ":" + type), transport).tell(context);
    }
}
