package org.postern.dmarc;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.dns.Dns;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.mail.Address;
import org.postern.api.mail.DsnFrom;
import org.postern.api.mail.MailboxParser;
import org.postern.api.mail.Message;
import org.postern.api.mail.Outgoing;
import org.postern.api.mail.Submissions;
import org.postern.api.net.IpText;
import org.postern.dmarc.ReportPlaces.Kind;

/// Sends reports about messages that fail to those who want them (`ruf`), if the control asks for it.
final class FailureReports implements Witness {
    private static final int MAX_PLACES = 5;

    private final DmarcControl enable;
    private final DmarcEvaluator evaluator;
    private final SuffixFiles suffixes;
    private final Dns dns;
    private final Submissions submissions;
    private final RandomGenerator random;
    private final ReportRate rate = new ReportRate();

    FailureReports(
            DmarcControl enable,
            DmarcEvaluator evaluator,
            SuffixFiles suffixes,
            Dns dns,
            Submissions submissions,
            RandomGenerator random) {
        this.enable = enable;
        this.evaluator = evaluator;
        this.suffixes = suffixes;
        this.dns = dns;
        this.submissions = submissions;
        this.random = random;
    }

    @Override
    public String what() {
        return "DMARC failure report";
    }

    @Override
    public void saw(DmarcResult result, Context context) throws IOException, ExpansionException {
        if (!enable.isSet(context) || context.message().isEmpty() || !isWanted(result)) {
            return;
        }
        Message message = context.message().get();
        if (isReport(message)) {
            return;
        }
        Published found = result.found().orElseThrow();
        List<ReportUri> places = found.record().ruf();
        for (ReportUri place : places.subList(0, Math.min(MAX_PLACES, places.size()))) {
            report(place, found.domain(), result, message, context);
        }
    }

    /// Whether the policy wants to hear of it (`fo`). A public suffix is told nothing of its customers' mail
    /// (RFC 9991, 2).
    private static boolean isWanted(DmarcResult result) {
        if (!result.isDecided()) {
            return false;
        }
        PolicyRecord record = result.found().orElseThrow().record();
        boolean failed = result.status() != DmarcResult.Status.ACCEPT;
        boolean partly = !result.spf() || !result.dkim();
        return record.psd() != PolicyRecord.Psd.YES
                && ((record.fo().contains("0") && failed) || (record.fo().contains("1") && partly));
    }

    /// No reports about reports: two servers might not stop.
    private static boolean isReport(Message message) {
        return message.headers().stream()
                .anyMatch(header -> header.is("Content-Type")
                        && header.value().toLowerCase(Locale.ROOT).contains("feedback-report"));
    }

    private void report(ReportUri place, String domain, DmarcResult result, Message message, Context context)
            throws IOException, ExpansionException {
        try {
            Optional<ReportUri> right = evaluator.places(suffixes.of(context)).of(place, domain, Kind.FAILURE);
            if (right.isEmpty()) {
                log(
                        context,
                        message,
                        "not sent to " + place.address() + ": it does not ask for reports about " + domain);
            } else if (rate.take(domain, context.now())) {
                send(right.get(), result, message, context);
            } else {
                log(context, message, "not sent to " + place.address() + ": there have been too many");
            }
        } catch (DmarcException e) {
            log(context, message, "not sent to " + place.address() + ": " + e.problem());
        }
    }

    private void send(ReportUri place, DmarcResult result, Message message, Context context)
            throws IOException, ExpansionException {
        String from = from(context);
        Outgoing report =
                report(result, message, context).message(from, returnPath(from, context), place.address(), boundary());
        if (report.size() > place.limit()) {
            log(context, message, "not sent to " + place.address() + ": it is too long");
            return;
        }
        String id = submissions.submit(report, List.of(place.address()));
        log(context, message, "sent to " + place.address() + ": " + id);
    }

    private static void log(Context context, Message message, String what) {
        context.log().main(message.id(), "DMARC failure report " + what);
    }

    private String boundary() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return "=_" + HexFormat.of().formatHex(bytes);
    }

    private static String from(Context context) throws ExpansionException {
        Optional<String> sender = sender(context);
        return sender.isPresent() ? sender.get() : DsnFrom.of(context);
    }

    private static Optional<String> sender(Context context) throws ExpansionException {
        Optional<Expression> option = context.setting(DmarcOptions.DMARC_FORENSIC_SENDER);
        if (option.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(option.get().expand(context).value().strip()).filter(text -> !text.isEmpty());
    }

    private static Address returnPath(String from, Context context) throws ExpansionException {
        if (sender(context).isEmpty()) {
            return Address.NULL;
        }
        if (MailboxParser.parse(from) instanceof MailboxParser.Result.Parsed parsed) {
            return parsed.address();
        }
        throw ExpansionException.error("dmarc_forensic_sender is not an address: " + from);
    }

    private FailureReport report(DmarcResult result, Message message, Context context) throws ExpansionException {
        return new FailureReport(
                result,
                context.variable("primary_hostname").map(Text::value).orElse("localhost"),
                message.id(),
                message.sender().toString(),
                context.clientAddress().map(IpText::of).orElse(""),
                context.session().map(session -> session.peer().getPort()),
                context.now(),
                message.headers(),
                FailureReport.failedSignature(result)
                        .flatMap(signature -> AuthenticatedDomains.identity(signature, context)),
                spfRecord(result));
    }

    private Optional<String> spfRecord(DmarcResult result) {
        Optional<String> domain = result.identifiers().spf().stream()
                .filter(spf -> !spf.isPass())
                .map(Identifier::domain)
                .filter(name -> DomainNames.isWithin(name, result.usedDomain()))
                .findFirst();
        return domain.flatMap(name -> {
            try {
                return dns.query(name, DnsType.TXT)
                        .records(DnsRecord.Txt.class)
                        .map(DnsRecord.Txt::text)
                        .filter(text -> text.startsWith("v=spf1"))
                        .findFirst();
            } catch (DnsException _) {
                return Optional.empty();
            }
        });
    }
}
