package org.postern.admin;

import java.io.IOException;
import java.util.Optional;
import org.apache.felix.service.command.CommandProcessor;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.LoggerFactory;

/// Keeps the control socket open while the server runs. A server whose socket cannot be opened still takes
/// mail.
@Component(service = {})
public final class Control {
    private final Optional<ControlSocket> socket;

    /// Opens the socket.
    @Activate
    public Control(BundleContext context, @Reference CommandProcessor processor) {
        Settings settings = Settings.of(context);
        this.socket = settings.isServer() ? open(settings, new Shell(processor)) : Optional.empty();
    }

    private static Optional<ControlSocket> open(Settings settings, Shell shell) {
        var path = settings.home().resolve("run/control.sock");
        try {
            return Optional.of(ControlSocket.open(path, shell));
        } catch (IOException e) {
            LoggerFactory.getLogger(Control.class).error("no control socket {}: {}", path, e.getMessage());
            return Optional.empty();
        }
    }

    /// Closes it.
    @Deactivate
    public void close() {
        socket.ifPresent(ControlSocket::close);
    }
}
