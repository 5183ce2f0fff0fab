package org.postern.routers;

import java.util.List;
import java.util.Optional;
import org.postern.api.config.Settings;
import org.postern.spi.Router;
import org.postern.spi.RouterDriver;

/// The `accept` router: whatever meets its preconditions goes to its transport.
final class AcceptDriver implements RouterDriver {
    @Override
    public String name() {
        return "accept";
    }

    @Override
    public NeedOfTransport transport() {
        return NeedOfTransport.REQUIRED;
    }

    @Override
    public Router create(Settings settings) {
        Router.Result accepted = new Router.Result.Accept(Optional.empty(), List.of());
        return (_, _) -> accepted;
    }
}
