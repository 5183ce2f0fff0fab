package org.postern.smtpout;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.postern.api.Context;
import org.postern.api.Text;
import org.postern.api.net.IpText;
import org.postern.api.net.Outbound;
import org.postern.spi.Variable;

/// `$sending_ip_address` and `$sending_port`: from where the last host was connected to.
final class SendingVariables {
    private SendingVariables() {}

    static List<Variable> all() {
        return List.of(
                Variable.of(
                        "sending_ip_address",
                        context -> local(context).map(address -> Text.trusted(IpText.of(address.getAddress())))),
                Variable.of(
                        "sending_port",
                        context -> Optional.of(Text.trusted(local(context)
                                .map(address -> Integer.toString(address.getPort()))
                                .orElse("-1")))));
    }

    private static Optional<InetSocketAddress> local(Context context) {
        return context.get(Outbound.SLOT).flatMap(Outbound::local);
    }
}
