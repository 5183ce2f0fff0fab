package org.postern.lookupdns;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.api.config.Compiler;
import org.postern.api.dns.Dns;
import org.postern.api.dns.OverheardDns;
import org.postern.spi.Lookup;
import org.postern.spi.LookupType;

/// The lookup `dnsdb`: records of the DNS as text, which strangers chose.
///
/// @param dns the resolver
record DnsdbLookup(Dns dns) implements LookupType {
    /// Whether the last answer was validated: `yes` or `no`; the empty string if nobody asked.
    static final Slot<Text> AUTHENTICATED = Slot.of(Slot.Lifetime.MESSAGE, "dnsdb dnssec");

    @Override
    public String name() {
        return "dnsdb";
    }

    @Override
    public Style style() {
        return Style.QUERY;
    }

    @Override
    public Lookup open(String source, List<String> options, Compiler compiler, Context context) throws IOException {
        if (!options.isEmpty()) {
            throw new IOException("unknown option of a dnsdb lookup: " + options.getFirst());
        }
        return new Open(new OverheardDns(dns, context), context);
    }

    private record Open(Dns dns, Context context) implements Lookup {
        @Override
        public Optional<Found> find(Text key) throws IOException {
            DnsdbQuery query = DnsdbQuery.parse(key.value());
            DnsdbAnswer answer = new DnsdbSearch(dns, query).run();
            context.put(
                    AUTHENTICATED,
                    Text.trusted(query.dnssec() == DnsdbQuery.Security.NEVER ? "" : answer.authenticated()));
            return answer.records().isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new Found(String.join(query.separators().record(), answer.records()), answer.ttl(), true));
        }

        @Override
        public void close() {}
    }
}
