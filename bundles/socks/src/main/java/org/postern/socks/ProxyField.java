package org.postern.socks;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.net.IpText;
import org.postern.api.smtp.Capabilities;
import org.postern.spi.ClientExtension;

/// Has the log show the proxy of a delivery (`PRX=`), under the log selector `proxy`. To the host it says
/// nothing.
final class ProxyField implements ClientExtension {
    @Override
    public String name() {
        return "socks";
    }

    @Override
    public Use use(Host host, Capabilities capabilities, Delivery delivery, Settings transport) {
        Context context = delivery.context();
        Optional<InetSocketAddress> proxy = context.get(LastProxy.SLOT).flatMap(way -> way);
        if (proxy.isEmpty() || !context.logs("proxy")) {
            return new Use.No();
        }
        String port = context.logs("outgoing_port") ? ":" + proxy.get().getPort() : "";
        String field = "PRX=[" + IpText.of(proxy.get().getAddress()) + "]" + port;
        return new Use.With(Map.of(), _ -> Map.of(), false, field);
    }
}
