package org.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

class ClientHelloTest {
    @Test
    void tells_the_name_in_lower_case() throws Exception {
        ClientHello hello = ClientHello.parse(ByteBuffer.wrap(hello("MX.Example.ORG")));
        assertThat(hello)
                .isEqualTo(new ClientHello("mx.example.org", true, new ClientHello.Tickets(true, true), false, true));
    }

    @Test
    void has_no_name_when_the_client_wants_none() throws Exception {
        assertThat(ClientHello.parse(ByteBuffer.wrap(hello(""))).serverName()).isEmpty();
    }

    @Test
    void is_malformed_when_it_is_cut_off_anywhere() throws Exception {
        byte[] whole = hello("mx.example.org");
        int extensions = 2 + 32 + 1 + 32;
        for (int length = extensions + 2; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            if (isBeforeExtensions(part, whole)) {
                continue;
            }
            assertThatThrownBy(() -> ClientHello.parse(ByteBuffer.wrap(part))).isInstanceOf(SSLException.class);
        }
    }

    /// A hello may end after the compression methods (RFC 5246, 7.4.1.2).
    private static boolean isBeforeExtensions(byte[] part, byte[] whole) {
        ByteBuffer message = ByteBuffer.wrap(whole).position(34);
        message.position(message.position() + 1 + Byte.toUnsignedInt(whole[34]));
        message.position(message.position() + 2 + Short.toUnsignedInt(message.getShort(message.position())));
        message.position(message.position() + 1 + Byte.toUnsignedInt(whole[message.position()]));
        return part.length == message.position();
    }

    @Test
    void takes_any_bytes_without_an_unexpected_exception() throws Exception {
        byte[] whole = hello("mx.example.org");
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = whole.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            try {
                ClientHello.parse(ByteBuffer.wrap(changed));
            } catch (SSLException _) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1, 19_999);
    }

    /// What the platform's own client says, without the headers of record and message.
    private static byte[] hello(String serverName) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(serverName.isEmpty() ? List.of() : List.of(new SNIHostName(serverName)));
        engine.setSSLParameters(parameters);
        ByteBuffer record = ByteBuffer.allocate(Buffers.SIZE);
        engine.beginHandshake();
        engine.wrap(ByteBuffer.allocate(0), record);
        return Arrays.copyOfRange(record.array(), 9, record.position());
    }
}
