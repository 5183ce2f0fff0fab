package org.postern.ocsp;

import java.net.InetAddress;
import java.util.Optional;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.spi.OptionSet;

/// The options that OCSP adds to the configuration.
final class OcspOptions {
    static final Option<Optional<Expression>> TLS_OCSP_FILE = Option.optional("tls_ocsp_file", OptionTypes.EXPRESSION);

    static final Option<Boolean> TLS_OCSP_FETCH = Option.of("tls_ocsp_fetch", OptionTypes.BOOLEAN, "false");

    static final Option<Optional<MatchList<InetAddress>>> HOSTS_REQUEST_OCSP =
            Option.of("hosts_request_ocsp", OptionTypes.HOST_LIST.orEmpty(), "*");
    static final Option<Optional<MatchList<InetAddress>>> HOSTS_REQUIRE_OCSP =
            Option.optional("hosts_require_ocsp", OptionTypes.HOST_LIST);

    private OcspOptions() {}

    static OptionSet main() {
        return OptionSet.main(TLS_OCSP_FILE, TLS_OCSP_FETCH);
    }

    static OptionSet smtp() {
        return OptionSet.transport("smtp", HOSTS_REQUEST_OCSP, HOSTS_REQUIRE_OCSP);
    }
}
