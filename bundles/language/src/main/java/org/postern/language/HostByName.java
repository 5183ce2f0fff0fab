package org.postern.language;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.dns.DnsException;
import org.postern.api.smtp.Session;
import org.postern.core.LogSelector;

/// A host that is named in a list, and matches by its addresses (Exim's manual, 10.13).
///
/// @param network knows the addresses
record HostByName(Network network) {
    Outcome match(String name, InetAddress host, Context context) {
        List<InetAddress> addresses;
        try {
            addresses = network.addresses(name);
        } catch (DnsException e) {
            return Outcome.deferred("DNS lookup of \"" + name + "\" deferred");
        }
        if (addresses.isEmpty()) {
            if (context.setting(LogSelector.OPTION).has("host_lookup_failed") && !network.isAssumedAbsent(name)) {
                context.log().main("no IP address found for host " + name + during(context));
            }
            return new Outcome.Unknown("failed to find IP address for " + name);
        }
        return addresses.contains(host) ? Outcome.yes(Text.trusted(name)) : Outcome.NO;
    }

    private static String during(Context context) {
        Optional<Session> session = context.session();
        return session.map(client -> " (during SMTP connection from " + client.fullHost() + ")")
                .orElse("");
    }
}
