package org.postern.admin;

import java.util.function.IntConsumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/// `postern:stop`: ends the server as SIGTERM does.
@Component(
        service = StopCommand.class,
        property = {"osgi.command.scope=postern", "osgi.command.function=stop"})
public final class StopCommand {
    private final IntConsumer exit;

    /// With the launcher's way out.
    @Activate
    public StopCommand(@Reference(target = "(postern.exit=true)") IntConsumer exit) {
        this.exit = exit;
    }

    /// Returns at once.
    public void stop() {
        exit.accept(0);
    }
}
