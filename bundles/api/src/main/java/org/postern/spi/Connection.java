package org.postern.spi;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.postern.api.net.KeyExporter;
import org.postern.api.net.TlsInfo;
import org.postern.api.net.TrafficClass;

/// A byte stream between two hosts, plain or through TLS. Reading and writing belong to one thread;
/// [#close] may come from any and ends a blocked read or write with an exception.
@ConsumerType
public interface Connection extends Closeable, KeyExporter {
    /// The address of the other side, as a filter may have corrected it.
    InetSocketAddress peer();

    /// Our address.
    InetSocketAddress local();

    /// What the other side sends. A read that waits longer than the time limit throws
    /// [java.net.SocketTimeoutException]. [InputStream#available] tells
    /// what can be read without waiting.
    InputStream input();

    /// What goes to the other side. Not buffered.
    OutputStream output();

    /// The time limit of a read or write from now on.
    void timeout(Duration limit);

    /// The traffic class of what is sent from now on. A connection of which the system knows none leaves it.
    default void trafficClass(TrafficClass wanted) {}

    /// What TLS agreed on; empty for a plain connection.
    Optional<TlsInfo> tls();

    @Override
    default Optional<byte[]> exportKeyingMaterial(String label, int length) {
        return Optional.empty();
    }

    @Override
    void close() throws IOException;
}
