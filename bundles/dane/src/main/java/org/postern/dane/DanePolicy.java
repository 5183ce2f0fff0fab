package org.postern.dane;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Slot;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList;
import org.postern.api.config.Settings;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsRecord;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.net.TlsFault;
import org.postern.api.net.TlsPolicy;
import org.postern.spi.TlsPolicySource;

/// What the TLSA records of a host say of TLS towards it. Safe for any number of threads.
final class DanePolicy implements TlsPolicySource {
    /// The usages of the host that is being delivered to, bit n for usage n.
    static final Slot<Integer> USAGE = Slot.of(Slot.Lifetime.MESSAGE, "tls_out_tlsa_usage");

    private static final int ORDER = 100;

    private final TlsaLookup lookup;
    private final InstantSource clock;

    DanePolicy(Dns dns, InstantSource clock) {
        this.lookup = new TlsaLookup(dns);
        this.clock = clock;
    }

    @Override
    public String name() {
        return "dane";
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public boolean isPublished() {
        return true;
    }

    @Override
    public Decision decide(Host host, Delivery delivery, Settings transport) throws ExpansionException {
        Context context = delivery.context(host);
        context.put(USAGE, 0);
        boolean required = matches(transport.get(DaneOptions.HOSTS_REQUIRE_DANE), host, context);
        if (!required && !matches(transport.get(DaneOptions.HOSTS_TRY_DANE), host, context)) {
            return new Decision.NoOpinion();
        }
        DaneFailure failure = new DaneFailure(transport, context);
        return switch (lookup.find(host, host.port(), _ -> {})) {
            case TlsaLookup.Result.Failed(String reason) ->
                failure.defer(
                        required ? TlsFault.DANE_REQUIRED : TlsFault.DNSSEC_INVALID, "TLSA lookup failed: " + reason);
            case TlsaLookup.Result.None(String reason) ->
                required
                        ? failure.defer(TlsFault.DANE_REQUIRED, "DANE is required, but " + reason)
                        : new Decision.NoOpinion();
            case TlsaLookup.Result.Secure secure -> {
                Associations usable = Associations.of(secure.records());
                context.put(USAGE, usable.usageBits());
                yield usable.isEmpty() && required
                        ? failure.defer(
                                TlsFault.DANE_REQUIRED,
                                "DANE is required, but none of the TLSA records of " + secure.base() + " is usable")
                        : new Decision.Use(withCiphers(policy(secure, usable, host, delivery), transport, context));
            }
        };
    }

    private TlsPolicy policy(TlsaLookup.Result.Secure secure, Associations usable, Host host, Delivery delivery) {
        TlsPolicy policy = usable.isEmpty()
                ? TlsPolicy.of(TlsPolicy.Level.REQUIRED, TlsPolicy.Verification.NONE)
                : TlsPolicy.verifiedBy(DaneVerifier.of(usable, names(secure, host, delivery), clock));
        List<String> lines = secure.records().stream()
                .map(DnsRecord.Tlsa::presentation)
                .sorted()
                .toList();
        return policy.withServerName(secure.base())
                .following(new TlsPolicy.Published("dane", "tlsa", secure.base(), lines, List.of()));
    }

    /// Of a host that an MX record names, the certificate may also be for the domain itself (RFC 7672,
    /// 3.2.2).
    private static List<String> names(TlsaLookup.Result.Secure secure, Host host, Delivery delivery) {
        List<String> names = new ArrayList<>(secure.names());
        if (host.preference() >= 0) {
            names.add(delivery.recipients().getFirst().address().domain());
        }
        return names;
    }

    private static TlsPolicy withCiphers(TlsPolicy policy, Settings transport, Context context)
            throws ExpansionException {
        Optional<Expression> option = transport.get(DaneOptions.DANE_REQUIRE_TLS_CIPHERS);
        Optional<Text> ciphers =
                option.isEmpty() ? Optional.empty() : option.get().expandUnlessForced(context);
        return ciphers.filter(text -> !text.isEmpty())
                .map(text -> policy.withCiphers(text.value()))
                .orElse(policy);
    }

    private static boolean matches(Optional<MatchList<InetAddress>> list, Host host, Context context)
            throws ExpansionException {
        if (list.isEmpty() || host.address().isEmpty()) {
            return false;
        }
        return switch (list.get().match(host.address().get(), context)) {
            case MatchList.Match.Matched _ -> true;
            case MatchList.Match.NotMatched() -> false;
            case MatchList.Match.Deferred(String reason) -> throw ExpansionException.defer(reason);
        };
    }
}
