package org.postern.dmarc;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postern.api.mail.Address;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;

/// A report about one message that failed (RFC 9991, in the format of RFC 6591 and 5965). It has the header
/// of the message, not its body.
///
/// @param result what came out
/// @param reporter our own name
/// @param messageId the id of the message here
/// @param mailFrom its envelope sender
/// @param client the address of the client that brought it
/// @param port its port, if it is known
/// @param arrival when it came
/// @param headers its header
/// @param identity of the failed signature for a domain that would fit (`i=`); empty if it is not known
/// @param spfRecord the SPF policy of the envelope sender's domain, if SPF did not pass for a domain that
/// would fit
record FailureReport(
        DmarcResult result,
        String reporter,
        String messageId,
        String mailFrom,
        String client,
        Optional<Integer> port,
        Instant arrival,
        List<Header> headers,
        Optional<String> identity,
        Optional<String> spfRecord) {
    private static final int MAX_HEADER = 64 * 1024;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss xx", Locale.ENGLISH);

    FailureReport {
        headers = List.copyOf(headers);
    }

    /// The message to `to`.
    ///
    /// @param from the From field
    /// @param returnPath the envelope sender
    /// @param boundary between the parts: what the sender of the message cannot guess
    Outgoing message(String from, Address returnPath, Address to, String boundary) {
        List<Header> fields = List.of(
                Header.of("From", from),
                Header.of("To", to.toString()),
                Header.of("Subject", "DMARC failure report for " + result.author() + " from " + client),
                Header.of("Auto-Submitted", "auto-generated"),
                Header.of("MIME-Version", "1.0"),
                Header.of(
                        "Content-Type",
                        "multipart/report; report-type=feedback-report;\r\n boundary=\"" + boundary + "\""));
        String body = part(boundary, "text/plain; charset=us-ascii", text())
                + part(boundary, "message/feedback-report", feedback())
                + part(boundary, "text/rfc822-headers; charset=us-ascii", header())
                + "--" + boundary + "--\r\n";
        return new Outgoing(returnPath, fields, Bytes.of(body.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String part(String boundary, String type, String content) {
        return "--" + boundary + "\r\nContent-Type: " + type + "\r\nContent-Transfer-Encoding: 7bit\r\n\r\n" + content
                + "\r\n";
    }

    private String text() {
        return """
                This is an authentication failure report for a message from %s
                that came from the address %s on %s.
                The policy is that of %s. It recommends: %s.
                """.formatted(
                        result.author(),
                        client,
                        date(),
                        result.usedDomain(),
                        result.status() == DmarcResult.Status.ACCEPT
                                ? "nothing, since the check passed"
                                : result.disposition().label())
                .replace("\n", "\r\n");
    }

    private String date() {
        return DATE.format(arrival.atOffset(ZoneOffset.UTC));
    }

    private String feedback() {
        List<String> fields = new ArrayList<>();
        fields.add("Feedback-Type: auth-failure");
        fields.add("User-Agent: Postern");
        fields.add("Version: 1");
        fields.add("Auth-Failure: dmarc");
        fields.add("Authentication-Results: " + authenticationResults());
        fields.add("Identity-Alignment: " + alignment());
        failedSignature(result).ifPresent(signature -> {
            fields.add("DKIM-Domain: " + signature.domain());
            fields.add("DKIM-Identity: " + Printable.of(identity.orElse("@" + signature.domain())));
            fields.add("DKIM-Selector: " + Printable.of(signature.selector().orElse("")));
        });
        spfRecord.ifPresent(
                record -> fields.add("SPF-DNS: txt : " + spfDomain() + " : \"" + Printable.of(record) + "\""));
        fields.add("Original-Envelope-Id: " + Printable.of(messageId));
        fields.add("Original-Mail-From: <" + Printable.of(mailFrom) + ">");
        fields.add("Arrival-Date: " + date());
        fields.add("Source-IP: " + client);
        port.ifPresent(number -> fields.add("Source-Port: " + number));
        fields.add("Reported-Domain: " + result.author());
        return String.join("\r\n", fields) + "\r\n";
    }

    private String spfDomain() {
        return result.identifiers().spf().stream()
                .findFirst()
                .map(Identifier::domain)
                .orElse("");
    }

    private String authenticationResults() {
        List<String> results = new ArrayList<>();
        results.add(reporter);
        results.add("dmarc=" + result.word() + " header.from=" + result.author());
        result.identifiers()
                .spf()
                .forEach(spf -> results.add("spf=" + Printable.of(spf.result()) + " smtp.mailfrom=" + spf.domain()));
        result.identifiers()
                .dkim()
                .forEach(dkim -> results.add("dkim=" + Printable.of(dkim.result()) + " header.d=" + dkim.domain()));
        return results.stream().limit(20).collect(Collectors.joining(";\r\n "));
    }

    /// The mechanisms that gave no aligned pass (RFC 9991, 4).
    private String alignment() {
        List<String> failed = new ArrayList<>();
        if (!result.dkim()) {
            failed.add("dkim");
        }
        if (!result.spf()) {
            failed.add("spf");
        }
        return failed.isEmpty() ? "none" : String.join(", ", failed);
    }

    /// The first signature that did not pass, of those for a domain that would fit.
    static Optional<Identifier> failedSignature(DmarcResult result) {
        return result.identifiers().dkim().stream()
                .filter(signature -> !signature.isPass())
                .filter(signature -> DomainNames.isWithin(signature.domain(), result.usedDomain()))
                .findFirst();
    }

    /// The header of the message, as far as it is ASCII; other bytes are shown as `?`.
    private String header() {
        StringBuilder header = new StringBuilder();
        for (Header field : headers) {
            String line = field.text().replaceAll("\r\n|\r|\n", "\n").replaceAll("[^\t\n -~]", "?");
            if (header.length() + line.length() > MAX_HEADER) {
                break;
            }
            header.append(line.replace("\n", "\r\n"));
        }
        return header.toString();
    }
}
