package org.postern.lookupdns;

import java.util.List;
import java.util.Optional;
import org.postern.api.dns.DnsRecord;

/// How records look in the result of a `dnsdb` lookup.
///
/// @param type what was asked for
/// @param separator between fields, if the query has one
record RecordText(DnsdbType type, Optional<String> separator) {
    /// The record as text; empty if it is not part of the answer.
    ///
    /// @param own whether the record belongs to the name that was asked for, not to one above it
    Optional<String> of(DnsRecord record, boolean own) {
        return switch (record) {
            case DnsRecord.Address address -> Optional.of(address.presentation());
            case DnsRecord.Name(String target) -> Optional.of(target);
            case DnsRecord.Mx(int preference, String exchange) ->
                Optional.of(type == DnsdbType.MXH ? exchange : fields(preference, exchange));
            case DnsRecord.Srv srv when type == DnsdbType.CSA -> authorization(srv, own);
            case DnsRecord.Srv(int priority, int weight, int port, String target) ->
                Optional.of(fields(priority, weight, port, target));
            case DnsRecord.Tlsa(int usage, int selector, int matching, String data) ->
                Optional.of(fields(usage, selector, matching, data));
            case DnsRecord.Txt txt -> text(txt);
            case DnsRecord.Other other when type == DnsdbType.SOA -> Optional.of(start(other.presentation()));
            default -> Optional.of(record.presentation());
        };
    }

    private String fields(Object... fields) {
        return String.join(
                separator.orElse(" "),
                List.of(fields).stream().map(String::valueOf).toList());
    }

    /// Without a separator, the first string of a text; all of an SPF policy.
    private Optional<String> text(DnsRecord.Txt txt) {
        if (type == DnsdbType.SPF) {
            return txt.text().startsWith("v=spf1")
                    ? Optional.of(String.join(separator.orElse(""), txt.strings()))
                    : Optional.empty();
        }
        return separator
                .map(between -> String.join(between, txt.strings()))
                .or(() -> txt.strings().stream().findFirst());
    }

    /// The name of the primary server, or all fields.
    private String start(String presentation) {
        List<String> fields = List.of(presentation.strip().split("\\s+", -1)).stream()
                .filter(field -> !field.equals("(") && !field.equals(")"))
                .map(field ->
                        field.length() > 1 && field.endsWith(".") ? field.substring(0, field.length() - 1) : field)
                .toList();
        return separator.map(between -> String.join(between, fields)).orElse(fields.getFirst());
    }

    /// What Client SMTP Authorization says: `Y` or `N` of the host itself, `X` if hosts below need a record
    /// of their own, `?` if nothing is said.
    private static Optional<String> authorization(DnsRecord.Srv srv, boolean own) {
        if (srv.priority() != 1 || (own && srv.weight() > 3)) {
            return Optional.empty();
        }
        String verdict = own
                ? switch (srv.weight()) {
                    case 0, 1 -> "N";
                    case 2 -> "Y";
                    default -> "?";
                }
                : (srv.port() & 1) == 1 ? "X" : "?";
        return Optional.of(verdict + " " + srv.target());
    }
}
