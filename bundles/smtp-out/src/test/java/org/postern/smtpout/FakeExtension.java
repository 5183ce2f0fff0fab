package org.postern.smtpout;

import org.postern.api.config.Settings;
import org.postern.api.mail.Delivery;
import org.postern.api.mail.Host;
import org.postern.api.smtp.Capabilities;
import org.postern.spi.ClientExtension;

/// An extension that is always used in the same way.
record FakeExtension(String name, ClientExtension.Use use) implements ClientExtension {
    FakeExtension(ClientExtension.Use use) {
        this("fake", use);
    }

    @Override
    public Use use(Host host, Capabilities capabilities, Delivery delivery, Settings transport) {
        return use;
    }
}
