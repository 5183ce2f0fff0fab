package org.postern.requiretls;

import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.spi.TlsPolicySource;

/// What the sender wants of TLS on the way onward: verified TLS for REQUIRETLS, nothing that the recipient's
/// domain has published for `TLS-Required: No`.
final class OnwardPolicy implements TlsPolicySource {
    @Override
    public String name() {
        return "requiretls";
    }

    @Override
    public int order() {
        return 10;
    }

    @Override
    public boolean isPublished() {
        return false;
    }

    @Override
    public Decision decide(Host host, Delivery delivery, Settings transport) {
        if (Requirement.holds(delivery.context())) {
            return new Decision.Demand("REQUIRETLS", OnwardExtension.STATUS);
        }
        return Requirement.isWaived(delivery.context())
                ? new Decision.Waive("TLS-Required: No")
                : new Decision.NoOpinion();
    }
}
