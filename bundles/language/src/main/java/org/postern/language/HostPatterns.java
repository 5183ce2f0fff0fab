package org.postern.language;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.dns.DnsException;
import org.postern.api.net.IpText;

/// Compiles the patterns of a list of hosts (Exim's manual, 10.11 to 10.16). For one list.
final class HostPatterns implements Patterns<InetAddress> {
    private static final Pattern NET = Pattern.compile("net(\\d{0,3})-(.*)", Pattern.DOTALL);

    private final ListContext list;
    private final boolean addressesOnly;
    private Ignorance unknown = Ignorance.NO;
    private Ignorance deferred = Ignorance.DEFER;

    /// @param addressesOnly whether patterns that need the name of the host never match (`match_ip`)
    HostPatterns(ListContext list, boolean addressesOnly) {
        this.list = list;
        this.addressesOnly = addressesOnly;
    }

    /// What a list says when the name or the addresses of a host are not known.
    private enum Ignorance {
        /// The list does not match.
        NO,
        /// The pattern does not match, the next is tried.
        IGNORE,
        /// The pattern matches.
        INCLUDE,
        /// The list cannot tell now.
        DEFER;

        private Outcome outcome(String word, String reason) {
            return switch (this) {
                case NO -> Outcome.UNKNOWN;
                case IGNORE -> Outcome.NO;
                case INCLUDE -> Outcome.yes(Text.trusted(word));
                case DEFER -> Outcome.deferred(word + ": " + reason);
            };
        }
    }

    @Override
    public Optional<ListPattern<InetAddress>> word(String word) throws ConfigException {
        switch (word) {
            case "+include_unknown" -> unknown = Ignorance.INCLUDE;
            case "+ignore_unknown" -> unknown = Ignorance.IGNORE;
            case "+include_defer" -> deferred = Ignorance.INCLUDE;
            case "+ignore_defer" -> deferred = Ignorance.IGNORE;
            case "+caseful" -> {}
            default -> {
                return Optional.of(pattern(word));
            }
        }
        return Optional.empty();
    }

    private ListPattern<InetAddress> pattern(String word) throws ConfigException {
        Outcome matched = Outcome.yes(list.text(word));
        if (word.isEmpty()) {
            return (_, _) -> Outcome.NO;
        }
        if (word.equals("*")) {
            return (_, _) -> matched;
        }
        if (word.equals("@[]")) {
            Network network = list.environment().network();
            return (host, _) -> network.local().contains(host) ? matched : Outcome.NO;
        }
        Optional<HostAddress.Block> block = block(word);
        if (block.isPresent()) {
            HostAddress.Block hosts = block.get();
            return (host, _) -> hosts.contains(host) ? matched : Outcome.NO;
        }
        Matcher net = NET.matcher(word);
        if (net.matches() && word.indexOf(';') > 0) {
            return byAddress(net.group(1), net.group(2));
        }
        Optional<LookupPattern> lookup = addressesOnly ? list.lookup(word) : Optional.empty();
        if (lookup.isPresent()) {
            LookupPattern found = lookup.get();
            return (host, context) -> found.match(Text.trusted(IpText.of(host)), context);
        }
        if (addressesOnly || !isName(word)) {
            return (_, _) -> Outcome.NO;
        }
        return byName(word);
    }

    /// The network that a word is; one that is malformed matches nothing.
    private Optional<HostAddress.Block> block(String word) throws ConfigException {
        try {
            return HostAddress.block(word);
        } catch (ConfigException e) {
            if (!addressesOnly) {
                list.compiler().complain(String.valueOf(e.getMessage()));
            }
            return Optional.empty();
        }
    }

    private ListPattern<InetAddress> byAddress(String bits, String lookup) throws ConfigException {
        LookupPattern pattern =
                list.lookup(lookup).orElseThrow(() -> new ConfigException("net-" + lookup + " is not a lookup"));
        boolean plain = pattern.spec().name().equals("iplsearch");
        int count = bits.isEmpty() ? 128 : Integer.parseInt(bits);
        return (host, context) -> {
            String masked = plain ? HostAddress.network(host, count) : HostAddress.masked(host, count);
            String key = bits.isEmpty() ? masked.substring(0, masked.indexOf('/')) : masked;
            return pattern.match(Text.trusted(key), context);
        };
    }

    private ListPattern<InetAddress> byName(String word) throws ConfigException {
        Optional<LookupPattern> lookup = list.lookup(word);
        if (lookup.isPresent()) {
            return named(word, lookup.get().ofText());
        }
        if (word.startsWith("^") || word.startsWith("*")) {
            ListPattern<String> name = new TextPatterns(ListKind.STRING, list)
                    .word(word)
                    .orElseThrow(() -> new ConfigException("not a host: " + word));
            return named(word, name);
        }
        if (word.equals("@")) {
            Addressed here = new Addressed(list.environment().network(), unknown, deferred);
            return (host, context) -> {
                Optional<Text> name = context.variable("primary_hostname");
                return name.isEmpty() ? Outcome.NO : here.match(name.get().value(), host);
            };
        }
        Addressed named = new Addressed(list.environment().network(), unknown, deferred);
        return (host, _) -> named.match(word, host);
    }

    private boolean isName(String word) throws ConfigException {
        boolean valid = "^*@".indexOf(word.charAt(0)) >= 0
                || word.indexOf(';') > 0
                || word.chars().allMatch(c -> Letters.isWord((char) c) || c == '-' || c == '.' || c >= 128);
        if (!valid) {
            list.compiler()
                    .complain("not a host, an address or a network: " + word
                            + (word.contains(":") ? "; a colon in an item is written twice" : ""));
        }
        return valid;
    }

    private ListPattern<InetAddress> named(String word, ListPattern<String> pattern) {
        Network network = list.environment().network();
        Ignorance ifUnknown = unknown;
        Ignorance ifDeferred = deferred;
        return (host, context) -> {
            Optional<String> name;
            try {
                name = network.name(host, context);
            } catch (DnsException e) {
                return ifDeferred.outcome(word, String.valueOf(e.getMessage()));
            }
            return name.isEmpty()
                    ? ifUnknown.outcome(word, "the host has no name")
                    : pattern.match(name.get(), context);
        };
    }

    /// A host that is known by its name, and matches by its addresses.
    private record Addressed(Network network, Ignorance unknown, Ignorance deferred) {
        private Outcome match(String name, InetAddress host) {
            List<InetAddress> addresses;
            try {
                addresses = network.addresses(name);
            } catch (DnsException e) {
                return deferred.outcome(name, String.valueOf(e.getMessage()));
            }
            if (addresses.isEmpty()) {
                return unknown.outcome(name, "the host has no address");
            }
            return addresses.contains(host) ? Outcome.yes(Text.trusted(name)) : Outcome.NO;
        }
    }
}
