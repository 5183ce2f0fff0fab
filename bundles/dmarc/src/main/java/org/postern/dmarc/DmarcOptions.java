package org.postern.dmarc;

import java.util.Optional;
import org.postern.api.config.Expression;
import org.postern.api.config.Option;
import org.postern.api.config.OptionTypes;
import org.postern.spi.OptionSet;

/// The options of the main section.
final class DmarcOptions {
    /// The file of a public suffix list.
    static final Option<Optional<Expression>> DMARC_TLD_FILE =
            Option.optional("dmarc_tld_file", OptionTypes.EXPRESSION);
    /// The file to which each result is added, for opendmarc-import.
    static final Option<Optional<Expression>> DMARC_HISTORY_FILE =
            Option.optional("dmarc_history_file", OptionTypes.EXPRESSION);
    /// From whom failure reports come.
    static final Option<Optional<Expression>> DMARC_FORENSIC_SENDER =
            Option.optional("dmarc_forensic_sender", OptionTypes.EXPRESSION);
    /// From whom aggregate reports come; there are none without it.
    static final Option<Optional<Expression>> DMARC_REPORT_SENDER =
            Option.optional("dmarc_report_sender", OptionTypes.EXPRESSION);
    /// Who reports, in the words of aggregate reports.
    static final Option<Expression> DMARC_REPORT_ORG_NAME =
            Option.of("dmarc_report_org_name", OptionTypes.EXPRESSION, "$primary_hostname");
    /// How else to reach those who report.
    static final Option<Optional<Expression>> DMARC_REPORT_CONTACT =
            Option.optional("dmarc_report_contact", OptionTypes.EXPRESSION);

    private DmarcOptions() {}

    static OptionSet all() {
        return OptionSet.main(
                DMARC_TLD_FILE,
                DMARC_HISTORY_FILE,
                DMARC_FORENSIC_SENDER,
                DMARC_REPORT_SENDER,
                DMARC_REPORT_ORG_NAME,
                DMARC_REPORT_CONTACT);
    }
}
