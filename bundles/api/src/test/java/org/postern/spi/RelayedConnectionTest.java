package org.postern.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.api.net.TlsInfo;

class RelayedConnectionTest {
    private static final InetSocketAddress PROXY = InetSocketAddress.createUnresolved("proxy.example", 1);
    private static final InetSocketAddress ONE = InetSocketAddress.createUnresolved("one.example", 2);
    private static final InetSocketAddress OTHER = InetSocketAddress.createUnresolved("other.example", 3);

    private record Secured(InetSocketAddress peer) implements Connection {
        @Override
        public InetSocketAddress local() {
            return PROXY;
        }

        @Override
        public InputStream input() {
            return InputStream.nullInputStream();
        }

        @Override
        public OutputStream output() {
            return new ByteArrayOutputStream();
        }

        @Override
        public void timeout(Duration limit) {}

        @Override
        public Optional<TlsInfo> tls() {
            return Optional.empty();
        }

        @Override
        public Optional<byte[]> exportKeyingMaterial(String label, int length) {
            return Optional.of(new byte[length]);
        }

        @Override
        public void close() {}
    }

    @Test
    void keys_are_those_of_the_connection_beneath() {
        Connection relayed = new RelayedConnection(new Secured(PROXY), ONE);
        assertThat(relayed.exportKeyingMaterial("EXPORTER-Channel-Binding", 32))
                .hasValueSatisfying(key -> assertThat(key).hasSize(32));
    }

    @Test
    void one_speaker_follows_another_without_a_chain_of_them() {
        Connection beneath = new Secured(PROXY);
        Connection one = RelayedConnection.of(beneath, ONE);
        assertThat(one.peer()).isEqualTo(ONE);
        assertThat(RelayedConnection.of(one, OTHER)).isEqualTo(new RelayedConnection(beneath, OTHER));
    }
}
