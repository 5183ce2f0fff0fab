package org.postern.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.ExpansionException;
import org.postern.api.config.MatchList.Match;
import org.postern.api.mail.ArrivalTag;
import org.postern.api.net.IpText;
import org.postern.api.net.ThroughProxy;
import org.postern.api.smtp.Reply;
import org.postern.spi.Connection;
import org.postern.spi.ConnectionFilter;
import org.postern.spi.RelayedConnection;

/// Takes a connection of one of `hosts_proxy` for that of the client that its header names.
final class ProxyFilter implements ConnectionFilter {
    private static final String NAME = "proxy";
    private static final Reply REFUSAL = Reply.of(503, "", "Command refused, required Proxy negotiation failed");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int order() {
        return 50;
    }

    @Override
    public Admission admit(Connection connection, Context context) throws IOException {
        try {
            Match match =
                    context.setting(ProxyPlugin.HOSTS).match(connection.peer().getAddress(), context);
            return switch (match) {
                case Match.Matched _ -> negotiate(connection, context);
                case Match.NotMatched _ -> new Admission.Admit(connection);
                case Match.Deferred deferred -> new Admission.Drop("hosts_proxy: " + deferred.reason());
            };
        } catch (ExpansionException e) {
            return new Admission.Drop("hosts_proxy: " + e.getMessage());
        }
    }

    private static Admission negotiate(Connection connection, Context context) throws IOException {
        context.put(ThroughProxy.SLOT, new ThroughProxy(NAME, Optional.empty(), Optional.empty()));
        Deadline input = new Deadline(connection, context.setting(ProxyPlugin.TIMEOUT));
        try {
            return admit(new HeaderReader(input).read(), connection, context);
        } catch (EOFException e) {
            return new Admission.Drop("PROXY protocol: " + e.getMessage());
        } catch (BadProxyHeader e) {
            return refuse(connection, context, String.valueOf(e.getMessage()));
        } catch (SocketTimeoutException e) {
            return refuse(connection, context, "the header did not come in time");
        }
    }

    private static Admission refuse(Connection connection, Context context, String why) {
        context.log().main("PROXY protocol negotiation with [" + proxy(connection) + "] failed: " + why);
        return new Admission.Refuse(connection, REFUSAL);
    }

    private static Admission admit(ProxyHeader header, Connection connection, Context context) {
        new ArrivalTag("proxy", "PRX=" + proxy(connection), ArrivalTag.Place.OF_SESSION).addToConnection(context);
        return switch (header) {
            case ProxyHeader.AsSeen _ -> {
                context.put(
                        ThroughProxy.SLOT, new ThroughProxy(NAME, Optional.of(connection.peer()), Optional.empty()));
                yield new Admission.Admit(connection);
            }
            case ProxyHeader.Carried carried -> {
                context.put(
                        ThroughProxy.SLOT,
                        new ThroughProxy(NAME, Optional.of(connection.peer()), Optional.of(carried.target())));
                carried.tls().ifPresent(tls -> context.put(ProxyTls.SLOT, tls));
                yield new Admission.Admit(new RelayedConnection(connection, carried.client()));
            }
        };
    }

    private static String proxy(Connection connection) {
        return IpText.of(connection.peer().getAddress());
    }
}
