package org.postern.mtasts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.postern.api.mail.Address;
import org.postern.api.mail.Bytes;
import org.postern.api.mail.Header;
import org.postern.api.mail.Outgoing;

/// A report as it is sent: packed, alone or in a message (RFC 8460, 5).
///
/// @param report what is reported
/// @param settings who reports
record ReportDocument(DomainReport report, ReportSettings settings) {
    /// Its media type.
    static final String TYPE = "application/tlsrpt+gzip";

    private static final String BOUNDARY = "=_smtp_tls_report";
    private static final int LINE = 76;
    private static final int MAX_FIELD = 500;

    /// The message to `to`. It may be delivered whatever becomes of TLS: it tells of faults of TLS (RFC 8460,
    /// 3; 8689, 5).
    Outgoing to(Address to) {
        List<Header> fields = List.of(
                Header.of("From", Printable.of(settings.from(), MAX_FIELD)),
                Header.of("To", to.toString()),
                Header.of(
                        "Subject",
                        "Report Domain: " + report.domain() + "\r\n Submitter: " + settings.reporter()
                                + "\r\n Report-ID: <" + id() + ">"),
                Header.of("TLS-Report-Domain", report.domain()),
                Header.of("TLS-Report-Submitter", settings.reporter()),
                Header.of("TLS-Required", "No"),
                Header.of("Auto-Submitted", "auto-generated"),
                Header.of("MIME-Version", "1.0"),
                Header.of(
                        "Content-Type", "multipart/report; report-type=\"tlsrpt\";\r\n boundary=\"" + BOUNDARY + "\""));
        String body = "--" + BOUNDARY + "\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n" + text() + "\r\n--"
                + BOUNDARY + "\r\nContent-Type: " + TYPE + "\r\nContent-Transfer-Encoding: base64\r\n"
                + "Content-Disposition: attachment;\r\n filename=\"" + fileName() + "\"\r\n\r\n" + base64()
                + "\r\n--" + BOUNDARY + "--\r\n";
        return new Outgoing(settings.sender(), fields, Bytes.of(body.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private String id() {
        return report.id(settings.reporter());
    }

    private String text() {
        return "This is a report about TLS towards the mail servers of " + report.domain() + "\r\nin sessions of "
                + settings.reporter() + " from " + report.begin() + " to " + report.last() + ".\r\n";
    }

    /// As RFC 8460, 5.1 prescribes it.
    String fileName() {
        return settings.reporter() + "!" + report.domain() + "!"
                + report.begin().getEpochSecond() + "!" + report.last().getEpochSecond() + ".json.gz";
    }

    private String base64() {
        return Base64.getMimeEncoder(LINE, new byte[] {'\r', '\n'}).encodeToString(packed());
    }

    /// The JSON, packed by gzip.
    byte[] packed() {
        byte[] json = ReportJson.of(report, settings).getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory has no such faults
        }
        return packed.toByteArray();
    }
}
