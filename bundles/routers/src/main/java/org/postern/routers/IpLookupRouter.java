package org.postern.routers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.Expression;
import org.postern.api.config.Regex;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;
import org.postern.api.mail.MailboxParser;
import org.postern.api.mail.Recipient;
import org.postern.routers.HostAddresses.Family;
import org.postern.routers.HostAddresses.Wanted;
import org.postern.spi.Router;

/// One configured `iplookup` router. The hosts are asked in turn until one answers.
final class IpLookupRouter implements Router {
    private final Settings settings;
    private final HostAddresses addresses;

    IpLookupRouter(Settings settings, HostAddresses addresses) {
        this.settings = settings;
        this.addresses = addresses;
    }

    @Override
    public Result route(Recipient recipient, Context context) throws ExpansionException {
        String query = settings.get(IpLookupDriver.QUERY).expand(context).value();
        for (String name : settings.get(IpLookupDriver.HOSTS)) {
            for (InetAddress address : addresses(name, context)) {
                Optional<String> answer = ask(address, query);
                if (answer.isPresent()) {
                    return answered(answer.get().strip(), recipient, context);
                }
            }
        }
        return settings.get(IpLookupDriver.OPTIONAL)
                ? new Result.Pass()
                : new Result.Defer(settings.name() + " router: failed to get a response from any host");
    }

    /// A host that cannot be found is passed over, like one that does not answer.
    private List<InetAddress> addresses(String name, Context context) throws ExpansionException {
        Optional<InetAddress> literal = IpLiteral.parse(name);
        if (literal.isPresent()) {
            return List.of(literal.get());
        }
        HostAddresses.Result found =
                addresses.byName(Host.named(name), new Wanted(Family.BOTH, Optional.empty(), false, context));
        return found instanceof HostAddresses.Result.Found(List<Host> hosts)
                ? hosts.stream().flatMap(host -> host.address().stream()).toList()
                : List.of();
    }

    private Optional<String> ask(InetAddress address, String query) {
        InetSocketAddress server =
                new InetSocketAddress(address, settings.get(IpLookupDriver.PORT).intValue());
        try {
            QueryExchange exchange = new QueryExchange(server, settings.get(IpLookupDriver.TIMEOUT));
            byte[] bytes = query.getBytes(StandardCharsets.ISO_8859_1);
            byte[] answer = switch (settings.get(IpLookupDriver.PROTOCOL)) {
                case UDP -> exchange.udp(bytes);
                case TCP -> exchange.tcp(bytes);
            };
            return Optional.of(new String(answer, StandardCharsets.ISO_8859_1)).filter(text -> !text.isBlank());
        } catch (IOException _) {
            return Optional.empty(); // the next host is asked
        }
    }

    private Result answered(String answer, Recipient recipient, Context context) throws ExpansionException {
        Optional<Regex> pattern = settings.get(IpLookupDriver.RESPONSE_PATTERN);
        if (pattern.isPresent() && !pattern.get().find(Text.tainted(answer), context)) {
            return new Result.Decline();
        }
        if (pattern.isEmpty() && !settings.isSet(IpLookupDriver.QUERY) && !isAbout(answer, recipient)) {
            return new Result.Decline();
        }
        Optional<Expression> reroute = settings.get(IpLookupDriver.REROUTE);
        String address = reroute.isPresent() ? reroute.get().expand(context).value() : answer.split("\\s", 2)[0];
        return switch (MailboxParser.parse(address)) {
            case MailboxParser.Result.Parsed parsed
            when !parsed.domain().isEmpty() ->
                new Result.Redirect(List.of(new Child.ToAddress(parsed.address(), Optional.empty())));
            case MailboxParser.Result.Parsed _ ->
                new Result.Defer(settings.name() + " router: the answer has no domain: \"" + address + "\"");
            case MailboxParser.Result.Malformed(String reason) ->
                new Result.Defer(settings.name() + " router: " + reason + " in the answer \"" + address + "\"");
        };
    }

    /// Whether the address that was asked for stands after the new one, as it does in the answer to the usual
    /// query.
    private static boolean isAbout(String answer, Recipient recipient) {
        String[] words = answer.split("\\s+", -1);
        return words.length > 1 && words[1].equalsIgnoreCase(recipient.address().toString());
    }
}
