package org.postern.mtasts;

import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog;
import org.postern.api.Text;
import org.postern.api.mail.Address;
import org.postern.api.mail.MailboxParser;

/// What the configuration in force says of reports.
///
/// @param from the From field
/// @param sender its address, which is the envelope sender as well
/// @param orgName who reports
/// @param contact how to reach them
/// @param reporter the name of this host
/// @param web how reports are posted
/// @param log where what is done is told
record ReportSettings(
        String from, Address sender, String orgName, String contact, String reporter, WebSettings web, MailLog log) {
    /// Whether reports can come from `text`, or there are none because it is blank.
    static boolean isSender(String text) {
        return text.isBlank() || mailbox(text).isPresent();
    }

    private static Optional<Address> mailbox(String text) {
        return MailboxParser.parse(text) instanceof MailboxParser.Result.Parsed parsed
                        && DomainNames.of(parsed.domain()).isPresent()
                ? Optional.of(parsed.address())
                : Optional.empty();
    }

    /// The settings; empty if there are to be no reports.
    static Optional<ReportSettings> of(Context context) throws ExpansionException {
        var option = context.setting(MtaStsOptions.TLS_RPT_SENDER);
        String from = option.isPresent() ? option.get().expand(context).value().strip() : "";
        if (from.isEmpty()) {
            return Optional.empty();
        }
        Address sender =
                mailbox(from).orElseThrow(() -> ExpansionException.error("tls_rpt_sender is not an address: " + from));
        var contact = context.setting(MtaStsOptions.TLS_RPT_CONTACT);
        return Optional.of(new ReportSettings(
                from,
                sender,
                context.setting(MtaStsOptions.TLS_RPT_ORG_NAME).expand(context).value(),
                contact.isPresent() ? contact.get().expand(context).value() : sender.toString(),
                context.variable("primary_hostname")
                        .map(Text::value)
                        .flatMap(DomainNames::of)
                        .orElse("localhost"),
                WebSettings.of(context),
                context.log()));
    }
}
