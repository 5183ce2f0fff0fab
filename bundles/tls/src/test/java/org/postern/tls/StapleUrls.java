package org.postern.tls;

import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.net.spi.URLStreamHandlerProvider;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What a framework does with the service [Staples]: makes its addresses known to the platform.
public final class StapleUrls extends URLStreamHandlerProvider {
    /// The staples of the server of the test that runs.
    static final AtomicReference<Staples> CURRENT = new AtomicReference<>(new Staples());

    @Override
    public @Nullable URLStreamHandler createURLStreamHandler(String protocol) {
        if (!protocol.equals(Staples.SCHEME)) {
            return null;
        }
        return new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
                return CURRENT.get().openConnection(url);
            }
        };
    }
}
