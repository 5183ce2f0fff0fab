package org.postern.api.system;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.Compiler;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Lists;
import org.postern.api.config.MatchList;
import org.postern.api.config.Option;
import org.postern.api.config.OptionType;
import org.postern.api.config.OptionTypes;
import org.postern.api.mail.Host;

/// Which hosts are this one when mail is routed: its interfaces, and what the main options
/// `extra_local_interfaces` and `hosts_treat_as_local` add to them. Safe for any number of threads.
///
/// @param local the machine
public record OwnHosts(LocalHost local) {
    /// Addresses that count as those of interfaces.
    public static final Option<List<InetAddress>> EXTRA_LOCAL_INTERFACES =
            Option.of("extra_local_interfaces", OptionType.of("a list of addresses", OwnHosts::addresses), "");
    /// Names of hosts that count as this one.
    public static final Option<Optional<MatchList<String>>> HOSTS_TREAT_AS_LOCAL =
            Option.optional("hosts_treat_as_local", OptionTypes.DOMAIN_LIST);

    private static final int SMTP_PORT = 25;

    /// Whether mail for `host` would come back. A port of its own that is not SMTP's belongs to another
    /// server, even at an address of this machine.
    public boolean contains(Host host, Context context) throws ExpansionException {
        if (host.port() != 0 && host.port() != SMTP_PORT) {
            return false;
        }
        Optional<MatchList<String>> names = context.setting(HOSTS_TREAT_AS_LOCAL);
        if (names.isPresent() && matches(names.get(), host.name(), context)) {
            return true;
        }
        return host.address().isPresent()
                && (local.contains(host.address().get())
                        || context.setting(EXTRA_LOCAL_INTERFACES)
                                .contains(host.address().get()));
    }

    private static boolean matches(MatchList<String> names, String name, Context context) throws ExpansionException {
        return switch (names.match(name, context)) {
            case MatchList.Match.Matched _ -> true;
            case MatchList.Match.NotMatched _ -> false;
            case MatchList.Match.Deferred(String reason) -> throw ExpansionException.defer(reason);
        };
    }

    private static List<InetAddress> addresses(String list, Compiler compiler) throws ConfigException {
        List<InetAddress> addresses = new ArrayList<>();
        for (String item : Lists.split(list)) {
            try {
                addresses.add(InetAddress.ofLiteral(item));
            } catch (IllegalArgumentException e) {
                throw new ConfigException("not an IP address: " + item, e);
            }
        }
        return List.copyOf(addresses);
    }
}
