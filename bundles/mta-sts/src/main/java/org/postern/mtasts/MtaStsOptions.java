package org.postern.mtasts;

import java.time.Duration;
import java.util.Optional;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;
import org.postern.spi.OptionSet;

/// The options, of the main section and of smtp transports.
final class MtaStsOptions {
    private static final int LAST_PORT = 65_535;

    /// The domains whose policies are asked for.
    static final Option<MatchList<String>> MTA_STS_DOMAINS = Option.of("mta_sts_domains", OptionTypes.DOMAIN_LIST, "*");
    /// The time for fetching a policy.
    static final Option<Duration> MTA_STS_TIMEOUT =
            Option.of("mta_sts_timeout", OptionType.of("a time, such as 1m", (text, _) -> time(text)), "1m");
    /// The port at which policies are fetched.
    static final Option<Long> MTA_STS_PORT =
            Option.of("mta_sts_port", OptionType.of("a port", (text, _) -> port(text)), "443");
    /// What the certificates of web servers must lead to.
    static final Option<String> MTA_STS_VERIFY_CERTIFICATES =
            Option.of("mta_sts_verify_certificates", OptionTypes.TEXT, "system");
    /// From whom reports come; there are none without it.
    static final Option<Optional<Expression>> TLS_RPT_SENDER =
            Option.optional("tls_rpt_sender", OptionTypes.EXPRESSION);
    /// Who reports, in the words of reports.
    static final Option<Expression> TLS_RPT_ORG_NAME =
            Option.of("tls_rpt_org_name", OptionTypes.EXPRESSION, "$primary_hostname");
    /// How to reach those who report.
    static final Option<Optional<Expression>> TLS_RPT_CONTACT =
            Option.optional("tls_rpt_contact", OptionTypes.EXPRESSION);

    private MtaStsOptions() {}

    static OptionSet transport() {
        return OptionSet.transport("smtp", MTA_STS_DOMAINS);
    }

    static OptionSet main() {
        return OptionSet.main(
                MTA_STS_TIMEOUT,
                MTA_STS_PORT,
                MTA_STS_VERIFY_CERTIFICATES,
                TLS_RPT_SENDER,
                TLS_RPT_ORG_NAME,
                TLS_RPT_CONTACT);
    }

    private static Duration time(String text) throws ConfigException {
        Duration time = OptionTypes.time(text);
        if (time.isZero() || time.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new ConfigException("not between 1s and 10m: " + text);
        }
        return time;
    }

    private static Long port(String text) throws ConfigException {
        long port = OptionTypes.number(text);
        if (port < 1 || port > LAST_PORT) {
            throw new ConfigException("not a port: " + text);
        }
        return port;
    }
}
