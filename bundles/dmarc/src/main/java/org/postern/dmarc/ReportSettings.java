package org.postern.dmarc;

import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.MailboxParser;

/// What the configuration in force says of aggregate reports.
///
/// @param from the From field
/// @param sender its address, which is the envelope sender as well
/// @param orgName who reports
/// @param contact how else to reach them, or the empty string
/// @param reporter the name of this host
/// @param context of the main section only, for the public suffix list
record ReportSettings(String from, Address sender, String orgName, String contact, String reporter, Context context) {
    /// The settings; empty if there are to be no reports.
    static Optional<ReportSettings> of(Context context) throws ExpansionException {
        var option = context.setting(DmarcOptions.DMARC_REPORT_SENDER);
        String from = option.isPresent() ? option.get().expand(context).value().strip() : "";
        if (from.isEmpty()) {
            return Optional.empty();
        }
        if (!(MailboxParser.parse(from) instanceof MailboxParser.Result.Parsed parsed)
                || DomainNames.of(parsed.domain()).isEmpty()) {
            throw ExpansionException.error("dmarc_report_sender is not an address: " + from);
        }
        var contact = context.setting(DmarcOptions.DMARC_REPORT_CONTACT);
        return Optional.of(new ReportSettings(
                from,
                parsed.address(),
                context.setting(DmarcOptions.DMARC_REPORT_ORG_NAME)
                        .expand(context)
                        .value(),
                contact.isPresent() ? contact.get().expand(context).value() : "",
                context.variable("primary_hostname")
                        .map(Text::value)
                        .flatMap(DomainNames::of)
                        .orElse("localhost"),
                context));
    }

    MailLog log() {
        return context.log();
    }
}
