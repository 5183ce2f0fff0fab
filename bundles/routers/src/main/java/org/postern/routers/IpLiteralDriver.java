package org.postern.routers;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;
import org.postern.api.mail.Recipient;
import org.postern.spi.Router;
import org.postern.spi.RouterDriver;
import org.postern.spi.RouterOptions;

/// The `ipliteral` router: domains that are addresses, such as `[192.0.2.1]`.
final class IpLiteralDriver implements RouterDriver {
    @Override
    public String name() {
        return "ipliteral";
    }

    @Override
    public NeedOfTransport transport() {
        return NeedOfTransport.REQUIRED;
    }

    @Override
    public Router create(Settings settings) {
        return (recipient, context) -> route(recipient, settings, context);
    }

    private static Router.Result route(Recipient recipient, Settings settings, Context context)
            throws ExpansionException {
        String domain = recipient.address().domain();
        if (!domain.startsWith("[") || !domain.endsWith("]")) {
            return new Router.Result.Decline();
        }
        String text = domain.substring(1, domain.length() - 1);
        String bare = text.toLowerCase(Locale.ROOT).startsWith("ipv6:") ? text.substring(5) : text;
        Optional<InetAddress> address = IpLiteral.parse(bare);
        if (address.isEmpty()
                || (bare.indexOf(':') >= 0 && context.setting(RoutingDns.DISABLE_IPV6))
                || isIgnored(address.get(), settings, context)) {
            return new Router.Result.Decline();
        }
        return new Router.Result.Accept(Optional.empty(), List.of(Host.of(domain, address.get())));
    }

    private static boolean isIgnored(InetAddress address, Settings settings, Context context)
            throws ExpansionException {
        Optional<MatchList<InetAddress>> ignored = settings.get(RouterOptions.IGNORE_TARGET_HOSTS);
        return ignored.isPresent()
                && switch (ignored.get().match(address, context)) {
                    case MatchList.Match.Matched _ -> true;
                    case MatchList.Match.NotMatched _ -> false;
                    case MatchList.Match.Deferred(String reason) -> throw ExpansionException.defer(reason);
                };
    }
}
