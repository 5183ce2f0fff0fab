package org.postern.socks;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.postern.api.Context;
import org.postern.api.Event;
import org.postern.api.ExpansionException;
import org.postern.api.Text;
import org.postern.api.config.ConfigException;
import org.postern.api.config.Expression;
import org.postern.api.config.Settings;
import org.postern.api.mail.Host;
import org.postern.api.net.IpText;
import org.postern.api.net.ThroughProxy;
import org.postern.spi.Connection;
import org.postern.spi.Connector;
import org.postern.spi.RelayedConnection;

/// Connects through the first of the proxies of `socks_proxy` that will.
final class SocksConnector implements Connector {
    private static final String NAME = "socks";

    private final Order order;

    SocksConnector(RandomGenerator random) {
        this.order = new Order(random);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Connection> connect(
            Host host, InetSocketAddress target, Dialing dialing, Settings transport, Context context)
            throws IOException, ExpansionException {
        context.put(LastProxy.SLOT, Optional.empty());
        Optional<Expression> option = transport.get(SocksPlugin.PROXY);
        if (option.isEmpty()) {
            return Optional.empty();
        }
        List<SocksProxy> proxies = proxies(option.get().expand(context).value());
        if (proxies.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Attempt(host, target, dialing, transport, context).through(order.of(proxies)));
    }

    private static List<SocksProxy> proxies(String text) throws ExpansionException {
        try {
            return SocksProxy.list(text);
        } catch (ConfigException e) {
            throw ExpansionException.error("socks_proxy: " + e.getMessage());
        }
    }

    /// One connection to one host.
    private record Attempt(Host host, InetSocketAddress target, Dialing dialing, Settings transport, Context context) {
        Connection through(List<SocksProxy> proxies) throws IOException {
            Clock clock = Clock.of(dialing.limit());
            List<String> faults = new ArrayList<>();
            for (SocksProxy proxy : proxies) {
                try {
                    return through(proxy, clock);
                } catch (Refusal refusal) {
                    if (refusal.isOfHost()) {
                        throw of(refusal, proxy);
                    }
                    faults.add(text(proxy) + ": " + refusal.reason());
                } catch (IOException e) {
                    if (clock.isOver()) {
                        throw new SocketTimeoutException("Connection timed out");
                    }
                    faults.add(text(proxy) + ": " + reason(e));
                }
            }
            throw new IOException("no SOCKS proxy connects us: " + String.join("; ", faults));
        }

        private Connection through(SocksProxy proxy, Clock clock) throws IOException, Refusal {
            announce(proxy);
            Connection connection = dialing.to(proxy.address(), clock.left(proxy.patience()));
            boolean ready = false;
            try {
                PatientInput input = new PatientInput(connection, clock, proxy.patience());
                Optional<InetSocketAddress> bound =
                        new Handshake(input, connection.output()).connect(destination(proxy), proxy.credentials());
                ThroughProxy way = new ThroughProxy(NAME, Optional.of(proxy.address()), bound);
                context.put(ThroughProxy.SLOT, way);
                context.put(LastProxy.SLOT, Optional.of(proxy.address()));
                ready = true;
                return new RelayedConnection(connection, target);
            } finally {
                if (!ready) {
                    connection.close();
                }
            }
        }

        /// Whoever listens may keep us from connecting; the address that is seen is the proxy's.
        private void announce(SocksProxy proxy) throws IOException {
            Host seen = Host.of(
                            IpText.of(proxy.address().getAddress()),
                            proxy.address().getAddress())
                    .withPort(proxy.address().getPort());
            Optional<Text> answer = new Event("tcp:connect", Text.EMPTY, Optional.of(transport)).tell(context.to(seen));
            if (answer.isPresent()) {
                throw new IOException("tcp:connect: " + answer.get().value());
            }
        }

        private Destination destination(SocksProxy proxy) {
            String name = host.name();
            boolean isName =
                    name.matches("[A-Za-z0-9_.-]*[A-Za-z][A-Za-z0-9_.-]*") && name.length() <= Destination.Name.LONGEST;
            return proxy.resolves() && isName
                    ? new Destination.Name(name, target.getPort())
                    : new Destination.Address(target);
        }

        private static IOException of(Refusal refusal, SocksProxy proxy) {
            ConnectException failed = new ConnectException(refusal.reason() + " (by SOCKS proxy " + text(proxy) + ")");
            failed.initCause(refusal);
            return failed;
        }

        private static String reason(IOException e) {
            return e instanceof SocketTimeoutException ? "timed out" : String.valueOf(e.getMessage());
        }

        private static String text(SocksProxy proxy) {
            return "[" + IpText.of(proxy.address().getAddress()) + "]:"
                    + proxy.address().getPort();
        }
    }
}
