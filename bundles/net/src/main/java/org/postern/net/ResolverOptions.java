package org.postern.net;

import java.time.Duration;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.api.dns.Patience;
import org.postern.spi.OptionSet;

/// How the name servers are asked.
///
/// @param retrans the time limit of one attempt; zero for that of resolv.conf
/// @param retry how often each server is asked; zero for the number of resolv.conf
/// @param edns whether queries carry EDNS (RFC 6891)
/// @param dnssecOk whether DNSSEC records are asked for; less than zero if the other options decide
/// @param trustAd whether the AD bit of the servers is believed
/// @param cnameLoops how often a CNAME whose target is not in the answer is asked for
/// @param dnssec how answers are validated here; empty if they are not
record ResolverOptions(
        Duration retrans,
        int retry,
        boolean edns,
        int dnssecOk,
        boolean trustAd,
        int cnameLoops,
        Optional<Dnssec> dnssec) {
    static final Option<Duration> DNS_RETRANS = Option.of("dns_retrans", OptionTypes.TIME, "0s");
    static final Option<Long> DNS_RETRY = Option.of("dns_retry", OptionTypes.NUMBER, "0");
    static final Option<Long> DNS_USE_EDNS0 = Option.of("dns_use_edns0", OptionTypes.NUMBER, "-1");
    static final Option<Long> DNS_DNSSEC_OK = Option.of("dns_dnssec_ok", OptionTypes.NUMBER, "-1");
    static final Option<Long> DNS_CNAME_LOOPS = Option.of("dns_cname_loops", OptionTypes.NUMBER, "1");
    static final Option<Boolean> DNS_TRUST_AD = Option.of("dns_trust_ad", OptionTypes.BOOLEAN, "false");

    static final OptionSet MAIN = OptionSet.main(
            DNS_RETRANS,
            DNS_RETRY,
            DNS_USE_EDNS0,
            DNS_DNSSEC_OK,
            DNS_CNAME_LOOPS,
            DNS_TRUST_AD,
            Dnssec.DNSSEC_TRUST_ANCHOR_FILE,
            Dnssec.DNSSEC_TIMEOUT,
            Dnssec.DNSSEC_MAX_QUERIES,
            Dnssec.DNSSEC_NSEC3_MAX_ITERATIONS);

    static final ResolverOptions DEFAULT = new ResolverOptions(Duration.ZERO, 0, true, -1, false, 1, Optional.empty());

    private static final long MAX_RETRY = 10;
    private static final long MAX_CNAME_LOOPS = 16;

    /// The options that a configuration sets.
    static ResolverOptions of(Context context) {
        return new ResolverOptions(
                context.setting(DNS_RETRANS),
                bounded(context.setting(DNS_RETRY), MAX_RETRY),
                context.setting(DNS_USE_EDNS0) != 0,
                Long.signum(context.setting(DNS_DNSSEC_OK)),
                context.setting(DNS_TRUST_AD),
                bounded(context.setting(DNS_CNAME_LOOPS), MAX_CNAME_LOOPS),
                Dnssec.of(context));
    }

    /// The same with the patience of one question.
    ResolverOptions with(Patience patience) {
        return new ResolverOptions(
                patience.retrans().isZero() ? retrans : patience.retrans(),
                patience.retry() == 0 ? retry : bounded(patience.retry(), MAX_RETRY),
                edns,
                dnssecOk,
                trustAd,
                cnameLoops,
                dnssec);
    }

    private static int bounded(long value, long limit) {
        return (int) Math.clamp(value, 0, limit);
    }

    /// What resolv.conf says where the configuration says nothing.
    ResolverOptions orElse(NameServers servers) {
        return new ResolverOptions(
                retrans.isZero() ? servers.timeout() : retrans,
                retry == 0 ? servers.attempts() : retry,
                edns,
                dnssecOk,
                trustAd,
                cnameLoops,
                dnssec);
    }

    /// Whether DNSSEC records are asked for: to validate them, or for the AD bit of a server that gives it to
    /// no one else.
    boolean wantsDnssec() {
        return dnssec.isPresent() || dnssecOk > 0 || (dnssecOk < 0 && trustAd);
    }

    /// Whether the AD bit of an answer makes it secure. Where answers are validated here it is our own.
    boolean believesAd() {
        return dnssec.isPresent() || trustAd;
    }
}
