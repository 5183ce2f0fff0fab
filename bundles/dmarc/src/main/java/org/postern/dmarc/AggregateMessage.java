package org.postern.dmarc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.postern.api.mail.Address;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;

/// An aggregate report as a message (RFC 9990, 3.5.2).
///
/// @param report what is reported
/// @param settings who reports
record AggregateMessage(AggregateReport report, ReportSettings settings) {
    private static final String BOUNDARY = "=_dmarc_aggregate_report";
    private static final int LINE = 76;

    /// The message to `to`.
    Outgoing to(Address to) {
        String id = report.id(settings.reporter());
        List<Header> fields = List.of(
                Header.of("From", Printable.of(settings.from())),
                Header.of("To", to.toString()),
                Header.of(
                        "Subject",
                        "Report Domain: " + report.domain() + "\r\n Submitter: " + settings.reporter()
                                + "\r\n Report-ID: <" + id + ">"),
                Header.of("Auto-Submitted", "auto-generated"),
                Header.of("MIME-Version", "1.0"),
                Header.of("Content-Type", "multipart/mixed; boundary=\"" + BOUNDARY + "\""));
        String body = "--" + BOUNDARY + "\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n" + text() + "\r\n--"
                + BOUNDARY + "\r\nContent-Type: application/gzip; name=\"" + fileName()
                + "\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n filename=\""
                + fileName() + "\"\r\n\r\n" + base64() + "\r\n--" + BOUNDARY + "--\r\n";
        return new Outgoing(settings.sender(), fields, Bytes.of(body.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private String text() {
        return "This is a DMARC aggregate report about mail from " + report.domain() + "\r\nthat " + settings.reporter()
                + " received from " + report.begin() + " to " + last() + ".\r\n";
    }

    private Instant last() {
        return report.end().minusSeconds(1);
    }

    /// As RFC 9990, 3.5.2 prescribes it.
    String fileName() {
        return settings.reporter() + "!" + report.domain() + "!"
                + report.begin().getEpochSecond() + "!" + last().getEpochSecond() + ".xml.gz";
    }

    private String base64() {
        byte[] xml = AggregateXml.of(report, settings).getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(xml);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has no such faults
        }
        return Base64.getMimeEncoder(LINE, new byte[] {'\r', '\n'}).encodeToString(packed.toByteArray());
    }
}
