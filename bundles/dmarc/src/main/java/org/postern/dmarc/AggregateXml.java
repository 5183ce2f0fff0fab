package org.postern.dmarc;

import java.util.Map;
import java.util.Optional;
import org.postern.dmarc.Observation.Row;

/// An aggregate report as XML (RFC 9990, 3.1.1 and appendix A). What strangers chose is escaped, and made of
/// printable ASCII.
final class AggregateXml {
    private static final String NAMESPACE = "urn:ietf:params:xml:ns:dmarc-2.0";
    private static final String GENERATOR = "Postern";

    private final StringBuilder xml = new StringBuilder();
    private int depth;

    private AggregateXml() {}

    static String of(AggregateReport report, ReportSettings settings) {
        return new AggregateXml().feedback(report, settings);
    }

    private String feedback(AggregateReport report, ReportSettings settings) {
        xml.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append("<feedback xmlns=\"").append(NAMESPACE).append("\">\n");
        depth++;
        leaf("version", "1.0");
        metadata(report, settings);
        policy(report);
        report.ordered().forEach(this::record);
        xml.append("</feedback>\n");
        return xml.toString();
    }

    private void metadata(AggregateReport report, ReportSettings settings) {
        open("report_metadata");
        leaf("org_name", settings.orgName());
        leaf("email", settings.sender().toString());
        if (!settings.contact().isEmpty()) {
            leaf("extra_contact_info", settings.contact());
        }
        leaf("report_id", report.id(settings.reporter()));
        open("date_range");
        leaf("begin", String.valueOf(report.begin().getEpochSecond()));
        leaf("end", String.valueOf(report.end().getEpochSecond() - 1));
        close("date_range");
        error(report).ifPresent(text -> leaf("error", text));
        leaf("generator", GENERATOR);
        close("report_metadata");
    }

    private static Optional<String> error(AggregateReport report) {
        StringBuilder text = new StringBuilder();
        if (report.policy().map(PolicyRecord::flaws).orElse(0) > 0) {
            text.append("The policy record has mistakes, which were passed over. ");
        }
        if (report.leftOut() > 0) {
            text.append(report.leftOut()).append(" messages are left out: there are too many different ones. ");
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text.toString().strip());
    }

    private void policy(AggregateReport report) {
        PolicyRecord policy = report.policy().orElseThrow();
        open("policy_published");
        leaf("domain", report.domain());
        leaf("discovery_method", report.method().equals("psl") ? "psl" : "treewalk");
        leaf("p", policy.own().label());
        leaf("sp", policy.below(true).label());
        leaf("np", policy.below(false).label());
        leaf("fo", policy.fo());
        leaf("adkim", policy.strictDkim() ? "s" : "r");
        leaf("aspf", policy.strictSpf() ? "s" : "r");
        leaf("testing", policy.testing() ? "y" : "n");
        close("policy_published");
    }

    private void record(Map.Entry<Row, Long> entry) {
        Row row = entry.getKey();
        open("record");
        open("row");
        leaf("source_ip", row.client());
        leaf("count", String.valueOf(entry.getValue()));
        open("policy_evaluated");
        leaf("disposition", disposition(row.disposition()));
        leaf("dkim", row.dkim() ? "pass" : "fail");
        leaf("spf", row.spf() ? "pass" : "fail");
        if (row.isTested()) {
            open("reason");
            leaf("type", "policy_test_mode");
            close("reason");
        }
        close("policy_evaluated");
        close("row");
        identifiers(row);
        results(row);
        close("record");
    }

    private static String disposition(String word) {
        return switch (word) {
            case "pass", "quarantine", "reject" -> word;
            default -> "none";
        };
    }

    private void identifiers(Row row) {
        open("identifiers");
        leaf("header_from", row.headerFrom());
        leaf("envelope_from", row.envelopeFrom());
        close("identifiers");
    }

    private void results(Row row) {
        open("auth_results");
        for (Identifier signature : row.signatures()) {
            open("dkim");
            leaf("domain", signature.domain());
            leaf("selector", signature.selector().orElse(""));
            leaf("result", dkimResult(signature.result()));
            close("dkim");
        }
        row.sender().ifPresent(spf -> {
            open("spf");
            leaf("domain", spf.domain());
            leaf("scope", "mfrom");
            leaf("result", spfResult(spf.result()));
            close("spf");
        });
        close("auth_results");
    }

    private static String dkimResult(String word) {
        return switch (word) {
            case "none", "pass", "fail", "policy", "neutral", "temperror" -> word;
            default -> "permerror";
        };
    }

    private static String spfResult(String word) {
        return switch (word) {
            case "none", "pass", "fail", "softfail", "policy", "neutral", "temperror" -> word;
            default -> "permerror";
        };
    }

    private void open(String name) {
        indent().append('<').append(name).append(">\n");
        depth++;
    }

    private void close(String name) {
        depth--;
        indent().append("</").append(name).append(">\n");
    }

    private void leaf(String name, String text) {
        indent().append('<').append(name).append('>');
        escape(text);
        xml.append("</").append(name).append(">\n");
    }

    private StringBuilder indent() {
        return xml.append("  ".repeat(depth));
    }

    private void escape(String text) {
        for (char c : Printable.of(text).toCharArray()) {
            switch (c) {
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                case '&' -> xml.append("&amp;");
                default -> xml.append(c);
            }
        }
    }
}
