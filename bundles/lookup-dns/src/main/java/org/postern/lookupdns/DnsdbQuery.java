package org.postern.lookupdns;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.api.config.OptionTypes;
import org.postern.api.dns.Patience;

/// A query of a `dnsdb` lookup, such as `>: defer_never,mxh=a.example:b.example` (Exim's manual, 9.10 to
/// 9.14).
///
/// @param separators what stands between records and fields
/// @param defer what becomes of domains about which nothing is known now
/// @param dnssec what is wanted of validation
/// @param patience how long each question may take
/// @param type of the records
/// @param names what is looked up
record DnsdbQuery(
        Separators separators, Defer defer, Security dnssec, Patience patience, DnsdbType type, List<String> names) {
    /// What stands between records and fields.
    ///
    /// @param record between two records
    /// @param field between two fields of a record; empty if the query does not say
    record Separators(String record, Optional<String> field) {}

    /// What becomes of a domain about which nothing is known now.
    enum Defer {
        /// The lookup defers.
        STRICT,
        /// The lookup defers if nothing is found of the others.
        LAX,
        /// It is as if the domain had no record.
        NEVER
    }

    /// What is wanted of validation.
    enum Security {
        /// What was not validated is as if nothing were known now.
        STRICT,
        /// Whether it was validated is told.
        LAX,
        /// Nobody asks.
        NEVER
    }

    static DnsdbQuery parse(String text) throws IOException {
        String rest = text.stripLeading();
        Separators separators = new Separators("\n", Optional.empty());
        if (rest.startsWith(">") && rest.length() > 1) {
            boolean hasField = rest.startsWith(",", 2) && rest.length() > 3;
            boolean joins = rest.startsWith(";", 2);
            Optional<String> field =
                    hasField ? Optional.of(rest.substring(3, 4)) : joins ? Optional.of("") : Optional.empty();
            separators = new Separators(rest.substring(1, 2), field);
            rest = rest.substring(hasField ? 4 : joins ? 3 : 2).stripLeading();
        }
        Modifiers modifiers = new Modifiers();
        while (Modifiers.begins(rest)) {
            int comma = rest.indexOf(',');
            if (comma < 0) {
                throw new IOException("dnsdb modifier syntax error");
            }
            modifiers.take(rest.substring(0, comma).strip());
            rest = rest.substring(comma + 1).stripLeading();
        }
        int equals = rest.indexOf('=');
        DnsdbType type = equals < 0
                ? DnsdbType.TXT
                : DnsdbType.of(rest.substring(0, equals).strip());
        String names = rest.substring(equals + 1).strip();
        List<String> list = (type == DnsdbType.PTR || type == DnsdbType.CSA) && Reverse.isAddress(names)
                ? List.of(names)
                : Lists.split(names);
        return new DnsdbQuery(separators, modifiers.defer, modifiers.dnssec, modifiers.patience, type, list);
    }

    /// The words before the type. For one query.
    private static final class Modifiers {
        private static final List<String> BEGINNINGS = List.of("defer_", "dnssec_", "retrans_", "retry_");

        private Defer defer = Defer.LAX;
        private Security dnssec = Security.LAX;
        private Patience patience = Patience.USUAL;

        static boolean begins(String text) {
            String lower = text.toLowerCase(Locale.ROOT);
            return BEGINNINGS.stream().anyMatch(lower::startsWith);
        }

        void take(String modifier) throws IOException {
            String word = modifier.toLowerCase(Locale.ROOT);
            String value = word.substring(word.indexOf('_') + 1);
            switch (word.substring(0, word.indexOf('_'))) {
                case "defer" -> defer = defer(value);
                case "dnssec" -> dnssec = dnssec(value);
                case "retrans" -> patience = new Patience(time(value), patience.retry());
                default -> patience = new Patience(patience.retrans(), number(value));
            }
        }

        private static Defer defer(String value) throws IOException {
            return switch (value) {
                case "strict" -> Defer.STRICT;
                case "lax" -> Defer.LAX;
                case "never" -> Defer.NEVER;
                default -> throw new IOException("unsupported dnsdb defer behaviour");
            };
        }

        private static Security dnssec(String value) throws IOException {
            return switch (value) {
                case "strict" -> Security.STRICT;
                case "lax" -> Security.LAX;
                case "never" -> Security.NEVER;
                default -> throw new IOException("unsupported dnsdb dnssec behaviour");
            };
        }

        private static Duration time(String value) throws IOException {
            try {
                return OptionTypes.time(value);
            } catch (ConfigException e) {
                throw new IOException("unsupported dnsdb timeout value", e);
            }
        }

        private static int number(String value) throws IOException {
            if (!value.matches("\\d{1,9}")) {
                throw new IOException("unsupported dnsdb retry count");
            }
            return Integer.parseInt(value);
        }
    }
}
