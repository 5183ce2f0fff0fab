package org.postern.language;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.dns.DnsException;
import org.postern.api.net.IpText;

/// Compiles the patterns of a list of hosts (Exim's manual, 10.11 to 10.16). For one list.
final class HostPatterns implements Patterns<InetAddress> {
    private static final Pattern NET = Pattern.compile("net(\\d{0,3})-(.*)", Pattern.DOTALL);

    private final ListContext list;
    private final boolean addressesOnly;
    private Doubts doubts = Doubts.NONE;

    /// @param addressesOnly whether patterns that need the name of the host never match (`match_ip`)
    HostPatterns(ListContext list, boolean addressesOnly) {
        this.list = list;
        this.addressesOnly = addressesOnly;
    }

    @Override
    public Doubts doubts() {
        return doubts;
    }

    @Override
    public Patterns<InetAddress> lines() {
        HostPatterns lines = new HostPatterns(list, addressesOnly);
        lines.doubts = doubts;
        return lines;
    }

    @Override
    public Optional<ListPattern<InetAddress>> word(String word) throws ConfigException {
        if (word.startsWith("+")) {
            doubts = doubts.after(word);
            return Optional.empty();
        }
        return Optional.of(pattern(word));
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
            return (host, context) -> network.local(context).contains(host) ? matched : Outcome.NO;
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
        Optional<LookupPattern> lookup = list.lookup(word);
        if (lookup.isPresent() && (addressesOnly || lookup.get().spec().isQuery())) {
            LookupPattern found = lookup.get();
            return (host, context) -> found.match(Text.trusted(IpText.of(host)), context);
        }
        if (addressesOnly || !isName(word)) {
            return (_, _) -> Outcome.NO;
        }
        return byName(word, lookup);
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

    private ListPattern<InetAddress> byName(String word, Optional<LookupPattern> lookup) throws ConfigException {
        if (lookup.isPresent()) {
            return named(lookup.get().ofText());
        }
        if (word.startsWith("^") || word.startsWith("*")) {
            ListPattern<String> name = new TextPatterns(ListKind.STRING, list)
                    .word(word)
                    .orElseThrow(() -> new ConfigException("not a host: " + word));
            return named(name);
        }
        HostByName hosts = new HostByName(list.environment().network());
        if (word.equals("@")) {
            return (host, context) -> {
                Optional<Text> name = context.variable("primary_hostname");
                return name.isEmpty() ? Outcome.NO : hosts.match(name.get().value(), host, context);
            };
        }
        return (host, context) -> hosts.match(word, host, context);
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

    private ListPattern<InetAddress> named(ListPattern<String> pattern) {
        Network network = list.environment().network();
        return (host, context) -> {
            List<String> names;
            try {
                names = network.names(host, context);
            } catch (DnsException e) {
                return Outcome.deferred("host lookup of " + IpText.of(host) + " deferred: " + e.getMessage());
            }
            return names.isEmpty()
                    ? new Outcome.Unknown("failed to find host name for " + IpText.of(host))
                    : first(names, pattern, context);
        };
    }

    /// What the pattern says of the first name that it does not simply fail to match.
    private static Outcome first(List<String> names, ListPattern<String> pattern, Context context)
            throws ExpansionException {
        for (String name : names) {
            Outcome outcome = pattern.match(name, context);
            if (!(outcome instanceof Outcome.No)) {
                return outcome;
            }
        }
        return Outcome.NO;
    }
}
