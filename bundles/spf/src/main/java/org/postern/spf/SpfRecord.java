package org.postern.spf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.spf.MacroString.Use;
import org.postern.spf.Mechanism.Cidr;
import org.postern.spf.SpfResult.Code;

/// A published policy, `v=spf1 ...`, parsed as a whole before any of it is used (RFC 7208, 4.6). Immutable.
///
/// @param directives in order
/// @param redirect the domain whose policy counts when no mechanism matches
/// @param explanation the domain that has the text for a `fail`
record SpfRecord(List<Directive> directives, Optional<MacroString> redirect, Optional<MacroString> explanation) {
    private static final String VERSION = "v=spf1";

    SpfRecord {
        directives = List.copyOf(directives);
    }

    /// A mechanism, and the verdict if it matches.
    ///
    /// @param code the verdict
    /// @param mechanism what has to match
    /// @param text as the record has it
    record Directive(Code code, Mechanism mechanism, String text) {}

    /// Whether a TXT record is a policy of this version (RFC 7208, 4.5).
    static boolean isRecord(String text) {
        return text.regionMatches(true, 0, VERSION, 0, VERSION.length())
                && (text.length() == VERSION.length() || text.charAt(VERSION.length()) == ' ');
    }

    /// Parses a policy; anything wrong in any place is a `permerror`.
    static SpfRecord parse(String text) throws SpfException {
        if (!isRecord(text)) {
            throw SpfException.permanent("not a policy: " + text);
        }
        Parser parser = new Parser();
        for (String term : text.substring(VERSION.length()).split(" ", -1)) {
            if (!term.isEmpty()) {
                parser.term(term);
            }
        }
        return new SpfRecord(parser.directives, parser.redirect, parser.explanation);
    }

    /// Parses term after term (RFC 7208, 12).
    private static final class Parser {
        private static final Pattern MODIFIER = Pattern.compile("([A-Za-z][A-Za-z0-9_.-]*)=(.*)", Pattern.DOTALL);
        private static final Pattern DIRECTIVE =
                Pattern.compile("([-+?~]?)([A-Za-z][A-Za-z0-9_.-]*)((?:[:/].*)?)", Pattern.DOTALL);
        private static final Pattern DUAL_CIDR = Pattern.compile("(?:/(0|[1-9]\\d{0,2}))?(?://(0|[1-9]\\d{0,2}))?\\z");
        private static final Pattern NETWORK = Pattern.compile(":([^/]*)(?:/(0|[1-9]\\d{0,2}))?");

        private final List<Directive> directives = new ArrayList<>();
        private Optional<MacroString> redirect = Optional.empty();
        private Optional<MacroString> explanation = Optional.empty();

        void term(String term) throws SpfException {
            Matcher modifier = MODIFIER.matcher(term);
            if (modifier.matches()) {
                modifier(modifier.group(1).toLowerCase(Locale.ROOT), modifier.group(2), term);
                return;
            }
            Matcher directive = DIRECTIVE.matcher(term);
            if (!directive.matches()) {
                throw SpfException.permanent("not a mechanism or modifier: " + term);
            }
            Mechanism mechanism = mechanism(directive.group(2).toLowerCase(Locale.ROOT), directive.group(3), term);
            directives.add(new Directive(code(directive.group(1)), mechanism, term));
        }

        private static Code code(String qualifier) {
            return switch (qualifier) {
                case "-" -> Code.FAIL;
                case "~" -> Code.SOFTFAIL;
                case "?" -> Code.NEUTRAL;
                default -> Code.PASS;
            };
        }

        private void modifier(String name, String value, String term) throws SpfException {
            switch (name) {
                case "redirect" -> redirect = once(redirect, value, term);
                case "exp" -> explanation = once(explanation, value, term);
                default -> MacroString.parse(value, Use.UNKNOWN_MODIFIER);
            }
        }

        private static Optional<MacroString> once(Optional<MacroString> before, String value, String term)
                throws SpfException {
            if (before.isPresent()) {
                throw SpfException.permanent("a second " + term);
            }
            return Optional.of(MacroString.parseDomain(value));
        }

        private static Mechanism mechanism(String name, String rest, String term) throws SpfException {
            return switch (name) {
                case "all" -> {
                    if (!rest.isEmpty()) {
                        throw SpfException.permanent("an argument where none may be: " + term);
                    }
                    yield new Mechanism.All();
                }
                case "include" -> new Mechanism.Include(domain(rest, term));
                case "exists" -> new Mechanism.Exists(domain(rest, term));
                case "ptr" -> new Mechanism.Ptr(rest.isEmpty() ? Optional.empty() : Optional.of(domain(rest, term)));
                case "a" -> new Mechanism.A(host(rest, term), cidr(rest, term));
                case "mx" -> new Mechanism.Mx(host(rest, term), cidr(rest, term));
                case "ip4" -> network(rest, term, 4);
                case "ip6" -> network(rest, term, 16);
                default -> throw SpfException.permanent("no such mechanism: " + term);
            };
        }

        private static MacroString domain(String rest, String term) throws SpfException {
            if (!rest.startsWith(":")) {
                throw SpfException.permanent("a domain is missing: " + term);
            }
            return MacroString.parseDomain(rest.substring(1));
        }

        private static Optional<MacroString> host(String rest, String term) throws SpfException {
            Matcher cidr = DUAL_CIDR.matcher(rest);
            String host = cidr.find() ? rest.substring(0, cidr.start()) : rest;
            return host.isEmpty() ? Optional.empty() : Optional.of(domain(host, term));
        }

        private static Cidr cidr(String rest, String term) throws SpfException {
            Matcher cidr = DUAL_CIDR.matcher(rest);
            if (!cidr.find()) {
                return Cidr.ALL;
            }
            return new Cidr(bits(cidr.group(1), 32, term), bits(cidr.group(2), 128, term));
        }

        private static int bits(@org.jspecify.annotations.Nullable String digits, int limit, String term)
                throws SpfException {
            if (digits == null) {
                return limit;
            }
            int bits = Integer.parseInt(digits);
            if (bits > limit) {
                throw SpfException.permanent("more than " + limit + " bits: " + term);
            }
            return bits;
        }

        private static Mechanism network(String rest, String term, int length) throws SpfException {
            Matcher network = NETWORK.matcher(rest);
            if (!network.matches()) {
                throw SpfException.permanent("not a network: " + term);
            }
            Optional<byte[]> address = length == 4 ? Addresses.ip4(network.group(1)) : Addresses.ip6(network.group(1));
            if (address.isEmpty()) {
                throw SpfException.permanent("not an address: " + term);
            }
            return new Mechanism.Ip(new Mechanism.Network(address.get()), bits(network.group(2), length * 8, term));
        }
    }
}
