package org.postern.expandstandard;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.dns.DnsException;
import org.postern.api.mail.Message;
import org.postern.api.mail.Origin;
import org.postern.api.mail.Submitter;
import org.postern.api.smtp.Session;
import org.postern.spi.Variable;

/// Variables of the client that brought the message: of its session while that lasts, of what the message
/// keeps of it afterwards.
final class SessionVariables {
    private SessionVariables() {}

    static List<Variable> all() {
        return List.of(
                trusted("sender_host_address", origin -> origin.client().map(Hosts::address)),
                Variable.of("sender_host_port", context -> Optional.of(port(context, Origin::client, "0"))),
                Variable.of("sender_host_name", context -> hostName(context).map(Text::tainted)),
                Variable.of("host_lookup_deferred", context -> Optional.of(flag(lookup(context) == Lookup.DEFERRED))),
                Variable.of("host_lookup_failed", context -> Optional.of(flag(lookup(context) == Lookup.FAILED))),
                Variable.of("sender_helo_name", context -> helo(context).map(Text::tainted)),
                Variable.of("sender_fullhost", context -> fullHost(context).map(Text::tainted)),
                Variable.of("sender_rcvhost", context -> receivedHost(context).map(Text::tainted)),
                submitter("sender_ident", submitter -> Text.tainted(submitter.ident())),
                submitter("sender_host_authenticated", submitter -> Text.trusted(submitter.authenticator())),
                submitter("authenticated_sender", submitter -> Text.tainted(submitter.authenticatedSender())),
                Variable.of(
                        "authenticated_id",
                        context -> origin(context).map(Origin::authenticatedId).map(Text::tainted)),
                trusted("received_protocol", origin -> Optional.of(origin.protocol())),
                trusted("received_ip_address", SessionVariables::localAddress),
                trusted("interface_address", SessionVariables::localAddress),
                Variable.of("received_port", context -> Optional.of(port(context, Origin::local, "-1"))),
                Variable.of("interface_port", context -> Optional.of(port(context, Origin::local, "-1"))));
    }

    private static Variable submitter(String name, Function<Submitter, Text> aspect) {
        return Variable.of(
                name,
                context -> context.get(Submitter.SLOT)
                        .or(() -> context.session().map(Session::submitter))
                        .map(aspect));
    }

    static Optional<Origin> origin(Context context) {
        return context.session().map(Session::origin).or(() -> context.message().map(Message::origin));
    }

    private static Optional<String> localAddress(Origin origin) {
        return origin.local().map(Hosts::address);
    }

    private static Variable trusted(String name, Function<Origin, Optional<String>> aspect) {
        return Variable.of(name, context -> origin(context).flatMap(aspect).map(Text::trusted));
    }

    private static Text port(Context context, Function<Origin, Optional<InetSocketAddress>> side, String none) {
        return Text.trusted(origin(context)
                .flatMap(side)
                .map(socket -> Integer.toString(socket.getPort()))
                .orElse(none));
    }

    private static Text flag(boolean set) {
        return Text.trusted(set ? "1" : "0");
    }

    private enum Lookup {
        DONE,
        DEFERRED,
        FAILED
    }

    private static Lookup lookup(Context context) {
        Optional<Session> session = context.session();
        if (session.isEmpty()) {
            return Lookup.DONE;
        }
        try {
            return session.get().hostName().isPresent() ? Lookup.DONE : Lookup.FAILED;
        } catch (DnsException _) {
            return Lookup.DEFERRED;
        }
    }

    /// The verified name. Without an answer of the DNS there is none, and `$host_lookup_deferred` is 1.
    private static Optional<String> hostName(Context context) {
        Optional<Session> session = context.session();
        if (session.isEmpty()) {
            return context.message()
                    .map(message -> message.origin().clientName())
                    .filter(name -> !name.isEmpty());
        }
        try {
            return session.get().hostName();
        } catch (DnsException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> helo(Context context) {
        return context.session()
                .flatMap(Session::helo)
                .or(() -> context.message().map(message -> message.origin().helo()))
                .filter(helo -> !helo.isEmpty());
    }

    /// `name (helo) [address]`; name and helo only where they are known and differ from what is shown anyway.
    private static Optional<String> fullHost(Context context) {
        return client(context).map(address -> {
            Optional<String> name = hostName(context);
            StringBuilder full = new StringBuilder();
            name.ifPresent(known -> full.append(known).append(' '));
            shownHelo(context, name, address)
                    .ifPresent(helo -> full.append('(').append(helo).append(") "));
            return full.append('[').append(address).append(']').toString();
        });
    }

    /// `name ([address] helo=helo)`, or `[address] (helo=helo)` without a name: the form of Received fields.
    private static Optional<String> receivedHost(Context context) {
        return client(context).map(address -> {
            Optional<String> name = hostName(context);
            Optional<String> helo = shownHelo(context, name, address).map(shown -> "helo=" + shown);
            if (name.isPresent()) {
                return name.get() + " ([" + address + "]"
                        + helo.map(shown -> " " + shown).orElse("") + ")";
            }
            return "[" + address + "]" + helo.map(shown -> " (" + shown + ")").orElse("");
        });
    }

    private static Optional<String> client(Context context) {
        return origin(context).flatMap(Origin::client).map(Hosts::address);
    }

    private static Optional<String> shownHelo(Context context, Optional<String> name, String address) {
        return helo(context)
                .filter(helo -> !helo.equals("[" + address + "]"))
                .filter(helo -> name.map(
                                known -> !known.toLowerCase(Locale.ROOT).equals(helo.toLowerCase(Locale.ROOT)))
                        .orElse(true));
    }
}
