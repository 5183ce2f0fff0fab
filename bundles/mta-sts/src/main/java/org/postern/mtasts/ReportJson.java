package org.postern.mtasts;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.postern.mtasts.Observation.Failure;

/// A report as JSON (RFC 8460, 4.4; RFC 8259). A byte in each `char`.
final class ReportJson {
    private final StringBuilder json = new StringBuilder();
    private boolean isFirst = true;

    private ReportJson() {}

    static String of(DomainReport report, ReportSettings settings) {
        ReportJson json = new ReportJson();
        json.open("{");
        json.member("organization-name", settings.orgName());
        json.name("date-range").open("{");
        json.member("start-datetime", time(report.begin()));
        json.member("end-datetime", time(report.last()));
        json.close("}");
        json.member("contact-info", settings.contact());
        json.member("report-id", report.id(settings.reporter()));
        json.name("policies").open("[");
        report.policies().forEach(json::policy);
        json.close("]");
        json.close("}");
        return json.json.append('\n').toString();
    }

    private static String time(Instant time) {
        return time.toString(); // whole seconds, UTC
    }

    private void policy(PolicyFigures figures) {
        separate().open("{");
        name("policy").open("{");
        member("policy-type", figures.policy().type());
        list("policy-string", figures.policy().text());
        member("policy-domain", figures.policy().domain());
        list("mx-host", figures.policy().mx());
        close("}");
        name("summary").open("{");
        member("total-successful-session-count", figures.successes());
        member("total-failure-session-count", figures.failures());
        close("}");
        if (!figures.details().isEmpty()) {
            name("failure-details").open("[");
            figures.details().forEach(this::detail);
            close("]");
        }
        close("}");
    }

    private void detail(Map.Entry<Failure, Long> detail) {
        Failure failure = detail.getKey();
        separate().open("{");
        member("result-type", failure.type());
        optional("sending-mta-ip", failure.sendingIp());
        optional("receiving-mx-hostname", failure.host());
        optional("receiving-ip", failure.receivingIp());
        member("failed-session-count", detail.getValue());
        optional("failure-reason-code", failure.reason());
        close("}");
    }

    private void optional(String name, String value) {
        if (!value.isEmpty()) {
            member(name, value);
        }
    }

    private void list(String name, List<String> values) {
        if (!values.isEmpty()) {
            String items = values.stream().map(ReportJson::quoted).collect(Collectors.joining(","));
            name(name).json.append('[').append(items).append(']');
        }
    }

    private void member(String name, String value) {
        name(name).json.append(quoted(value));
    }

    private void member(String name, long value) {
        name(name).json.append(value);
    }

    private ReportJson name(String name) {
        separate().json.append(quoted(name)).append(':');
        return this;
    }

    private ReportJson separate() {
        json.append(isFirst ? "" : ",");
        isFirst = false;
        return this;
    }

    private void open(String bracket) {
        json.append(bracket);
        isFirst = true;
    }

    private void close(String bracket) {
        json.append(bracket);
        isFirst = false;
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
