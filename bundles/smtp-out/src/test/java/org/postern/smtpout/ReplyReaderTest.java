package org.postern.smtpout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postern.api.net.TlsInfo;
import org.postern.api.smtp.Reply;
import org.postern.spi.Connection;

class ReplyReaderTest {
    private static Reply read(String text) throws IOException {
        return reader(text.getBytes(StandardCharsets.ISO_8859_1)).read(Duration.ofSeconds(10));
    }

    private static ReplyReader reader(byte[] bytes) {
        return new ReplyReader(new Recorded(new ByteArrayInputStream(bytes)));
    }

    private record Recorded(InputStream input) implements Connection {
        @Override
        public InetSocketAddress peer() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 25);
        }

        @Override
        public InetSocketAddress local() {
            return peer();
        }

        @Override
        public OutputStream output() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public void timeout(Duration limit) {}

        @Override
        public Optional<TlsInfo> tls() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    @Test
    void reads_replies_of_every_form() throws IOException {
        assertThat(read("250 ok\r\n")).isEqualTo(new Reply(250, "", List.of("ok")));
        assertThat(read("250\r\n")).isEqualTo(new Reply(250, "", List.of("")));
        assertThat(read("250 \r\n")).isEqualTo(new Reply(250, "", List.of("")));
        assertThat(read("250 bare\n")).isEqualTo(new Reply(250, "", List.of("bare")));
        assertThat(read("250-a\r\n250-b\r\n250 c\r\n")).isEqualTo(new Reply(250, "", List.of("a", "b", "c")));
        assertThat(read("550 5.1.1 no such user\r\n")).isEqualTo(new Reply(550, "1.1", List.of("no such user")));
        assertThat(read("550-5.1.1 no\r\n550 5.1.1 never\r\n"))
                .isEqualTo(new Reply(550, "1.1", List.of("no", "never")));
        assertThat(read("250 2.0.0\r\n")).isEqualTo(new Reply(250, "0.0", List.of("")));
    }

    @Test
    void leaves_an_enhanced_code_of_another_class_in_the_text() throws IOException {
        assertThat(read("550 4.1.1 confused\r\n")).isEqualTo(new Reply(550, "", List.of("4.1.1 confused")));
        assertThat(read("250 2.10.10.10 is an address\r\n").lines()).containsExactly("2.10.10.10 is an address");
    }

    @Test
    void refuses_what_is_no_reply() {
        for (String bad : List.of(
                "\r\n",
                "25\r\n",
                "abc\r\n",
                "150 x\r\n",
                "650 x\r\n",
                "250x\r\n",
                "250-a\r\n251 b\r\n",
                " 250 x\r\n")) {
            assertThatThrownBy(() -> read(bad)).as(bad).isInstanceOf(ProtocolException.class);
        }
        for (String cut : List.of("", "250", "250 x", "250-x\r\n")) {
            assertThatThrownBy(() -> read(cut)).as(cut).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void any_bytes_give_a_reply_or_an_exception_that_is_known() {
        Random random = new Random(5321);
        byte[] alphabet = "25430 -\r\n.x\u0000\u00ff".getBytes(StandardCharsets.ISO_8859_1);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = alphabet[random.nextInt(alphabet.length)];
            }
            try {
                assertThat(reader(bytes).read(Duration.ofSeconds(10)).code()).isBetween(200, 599);
            } catch (IOException e) {
                assertThat(e).isInstanceOfAny(EOFException.class, ProtocolException.class);
            }
        }
    }
}
