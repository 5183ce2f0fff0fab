package org.postern.tls;

import java.io.IOException;
import org.postern.api.Context;
import org.postern.spi.Connection;
import org.postern.spi.ConnectionFilter;

/// Begins with TLS at once on the ports of `tls_on_connect_ports` (RFC 8314, 3.3).
final class TlsOnConnect implements ConnectionFilter {
    private final TlsServer server;

    TlsOnConnect(TlsServer server) {
        this.server = server;
    }

    @Override
    public String name() {
        return "tls_on_connect";
    }

    @Override
    public int order() {
        return 200;
    }

    @Override
    public Admission admit(Connection connection, Context context) throws IOException {
        int port = connection.local().getPort();
        if (connection.tls().isPresent()
                || !context.setting(TlsOptions.ON_CONNECT_PORTS).contains(port)) {
            return new Admission.Admit(connection);
        }
        try {
            return new Admission.Admit(server.accept(connection, context));
        } catch (IOException e) {
            TlsFailure.tell(e, context);
            return new Admission.Drop(TlsFailure.logLine(connection.peer(), e));
        } catch (BadTlsOption e) {
            return new Admission.Drop(TlsFailure.logLine(connection.peer(), e));
        }
    }
}
