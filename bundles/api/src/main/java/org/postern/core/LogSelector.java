package org.postern.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;

/// What the log shows beside what it always does: the value of `log_selector` (Exim's manual, 53.15).
///
/// @param names the selectors that are on
public record LogSelector(Set<String> names) {
    /// Selectors, each with `+` or `-` before it.
    public static final Option<LogSelector> OPTION = Option.of(
            "log_selector", OptionType.of("log selectors, such as +subject -dnssec", (text, _) -> parse(text)), "");

    private static final List<String> ON = List.of(
            "acl_warn_skipped",
            "connection_reject",
            "delay_delivery",
            "dkim",
            "dnslist_defer",
            "etrn",
            "host_lookup_failed",
            "lost_incoming_connection",
            "msg_id",
            "outgoing_interface",
            "queue_run",
            "queue_time_exclusive",
            "rejected_header",
            "retry_defer",
            "sender_verify_fail",
            "size_reject",
            "skip_delivery",
            "smtp_confirmation",
            "tls_certificate_verified",
            "tls_cipher");
    private static final List<String> OFF = List.of(
            "8bitmime",
            "address_rewrite",
            "all_parents",
            "arguments",
            "connection_id",
            "deliver_time",
            "delivery_size",
            "dkim_verbose",
            "dnssec",
            "ident_timeout",
            "incoming_interface",
            "incoming_port",
            "millisec",
            "msg_id_created",
            "outgoing_port",
            "pid",
            "pipelining",
            "protocol_detail",
            "proxy",
            "queue_time",
            "queue_time_overall",
            "receive_time",
            "received_recipients",
            "received_sender",
            "rejected_headers",
            "return_path_on_delivery",
            "sender_on_delivery",
            "smtp_connection",
            "smtp_incomplete_transaction",
            "smtp_mailauth",
            "smtp_no_mail",
            "smtp_protocol_error",
            "smtp_syntax_error",
            "subject",
            "tls_on_connect",
            "tls_peerdn",
            "tls_resumption",
            "tls_sni",
            "unknown_in_list");
    /// Those that change what is logged; the others are known and have no effect yet.
    private static final Set<String> HEEDED = Set.of(
            "acl_warn_skipped",
            "address_rewrite",
            "connection_id",
            "connection_reject",
            "deliver_time",
            "delivery_size",
            "dkim",
            "dkim_verbose",
            "etrn",
            "host_lookup_failed",
            "incoming_interface",
            "incoming_port",
            "lost_incoming_connection",
            "millisec",
            "outgoing_port",
            "pipelining",
            "proxy",
            "queue_time",
            "queue_time_overall",
            "received_recipients",
            "received_sender",
            "retry_defer",
            "return_path_on_delivery",
            "sender_on_delivery",
            "sender_verify_fail",
            "size_reject",
            "smtp_confirmation",
            "smtp_connection",
            "smtp_incomplete_transaction",
            "smtp_no_mail",
            "smtp_protocol_error",
            "smtp_syntax_error",
            "subject",
            "tls_certificate_verified",
            "tls_cipher",
            "tls_peerdn",
            "tls_resumption",
            "tls_sni",
            "unknown_in_list");

    /// The selectors cannot be changed.
    public LogSelector {
        names = Set.copyOf(names);
    }

    /// Whether a selector is on.
    public boolean has(String name) {
        return names.contains(name);
    }

    /// The selectors that change what is logged; others are accepted and have no effect yet.
    public static Set<String> heeded() {
        return HEEDED;
    }

    /// The selectors that are switched on here and have no effect yet.
    public List<String> unheeded() {
        return names.stream()
                .filter(name -> !ON.contains(name) && !HEEDED.contains(name))
                .sorted()
                .toList();
    }

    private static LogSelector parse(String text) throws ConfigException {
        Set<String> names = new HashSet<>(ON);
        for (String word : words(text)) {
            String name = word.substring(1);
            boolean isAll = name.equals("all");
            if (!isAll && !ON.contains(name) && !OFF.contains(name)) {
                throw new ConfigException("unknown log selector: " + name);
            }
            List<String> meant = new ArrayList<>(isAll ? ON : List.of(name));
            if (isAll) {
                meant.addAll(OFF);
            }
            if (word.startsWith("+")) {
                names.addAll(meant);
            } else {
                names.removeAll(meant);
            }
        }
        return new LogSelector(names);
    }

    /// Each with its sign, before which there may be white space.
    private static List<String> words(String text) throws ConfigException {
        List<String> words = new ArrayList<>();
        for (String word : text.replaceAll("([+-])\\s+", "$1").strip().split("\\s+|(?<=\\w)(?=[+-])", -1)) {
            if (!word.isEmpty() && !word.matches("[+-]\\w+")) {
                throw new ConfigException("a log selector has + or - before it: " + word);
            }
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        return words;
    }
}
