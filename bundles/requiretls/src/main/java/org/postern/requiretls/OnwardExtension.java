package org.postern.requiretls;

import java.util.Map;
import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.smtp.Capabilities;
import org.postern.spi.ClientExtension;

/// REQUIRETLS towards servers (RFC 8689, 4.2.1): a message that came with it goes on with it, or not at all.
final class OnwardExtension implements ClientExtension {
    static final String STATUS = "5.7.30";

    @Override
    public String name() {
        return "requiretls";
    }

    @Override
    public Use use(Host host, Capabilities capabilities, Delivery delivery, Settings transport) {
        if (!Requirement.holds(delivery.context())) {
            return new Use.No();
        }
        return capabilities.has("REQUIRETLS")
                ? new Use.With(Map.of("REQUIRETLS", ""), _ -> Map.of(), false, "")
                : new Use.Refuse("REQUIRETLS support is required from the server but it was not offered", true, STATUS);
    }
}
