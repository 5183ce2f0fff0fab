package org.postern.dane;

import java.net.InetAddress;
import java.util.Optional;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.spi.OptionSet;

/// What the smtp transport says of DANE.
final class DaneOptions {
    /// Hosts whose TLSA records are looked for.
    static final Option<Optional<MatchList<InetAddress>>> HOSTS_TRY_DANE =
            Option.of("hosts_try_dane", OptionTypes.HOST_LIST.orEmpty(), "*");
    /// Hosts that must have usable TLSA records.
    static final Option<Optional<MatchList<InetAddress>>> HOSTS_REQUIRE_DANE =
            Option.optional("hosts_require_dane", OptionTypes.HOST_LIST);
    /// The ciphers where DANE is in use, in place of `tls_require_ciphers`.
    static final Option<Optional<Expression>> DANE_REQUIRE_TLS_CIPHERS =
            Option.optional("dane_require_tls_ciphers", OptionTypes.EXPRESSION);

    static final OptionSet ALL =
            OptionSet.transport("smtp", HOSTS_TRY_DANE, HOSTS_REQUIRE_DANE, DANE_REQUIRE_TLS_CIPHERS);

    private DaneOptions() {}
}
