package org.postern.lookupdns;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.api.config.OptionTypes;

/// A query of a `dnsdb` lookup, such as `>: defer_never,mxh=a.example:b.example` (Exim's manual, 9.10 to
/// 9.14).
///
/// @param separators what stands between records and fields
/// @param defer what becomes of domains about which nothing is known now
/// @param secureOnly whether answers count only if they are validated
/// @param type of the records
/// @param names what is looked up
record DnsdbQuery(Separators separators, Defer defer, boolean secureOnly, DnsdbType type, List<String> names) {
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
        List<String> list = type == DnsdbType.PTR && Reverse.isAddress(names) ? List.of(names) : Lists.split(names);
        return new DnsdbQuery(separators, modifiers.defer, modifiers.secureOnly, type, list);
    }

    /// The words before the type. For one query.
    private static final class Modifiers {
        private static final List<String> BEGINNINGS = List.of("defer_", "dnssec_", "retrans_", "retry_");

        private Defer defer = Defer.LAX;
        private boolean secureOnly;

        static boolean begins(String text) {
            String lower = text.toLowerCase(Locale.ROOT);
            return BEGINNINGS.stream().anyMatch(lower::startsWith);
        }

        void take(String modifier) throws IOException {
            String word = modifier.toLowerCase(Locale.ROOT);
            String value = word.substring(word.indexOf('_') + 1);
            switch (word.substring(0, word.indexOf('_'))) {
                case "defer" -> defer = defer(value);
                case "dnssec" -> secureOnly = dnssec(value);
                case "retrans" -> checkTime(value);
                default -> checkNumber(value);
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

        private static boolean dnssec(String value) throws IOException {
            return switch (value) {
                case "strict" -> true;
                case "lax", "never" -> false;
                default -> throw new IOException("unsupported dnsdb dnssec behaviour");
            };
        }

        private static void checkTime(String value) throws IOException {
            try {
                OptionTypes.time(value);
            } catch (ConfigException e) {
                throw new IOException("unsupported dnsdb timeout value", e);
            }
        }

        private static void checkNumber(String value) throws IOException {
            if (!value.matches("\\d{1,9}")) {
                throw new IOException("unsupported dnsdb retry count");
            }
        }
    }
}
