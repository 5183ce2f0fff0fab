package org.postern.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.ExpansionException;
import org.postern.api.MailLog.Stream;
import org.postern.api.mail.ArrivalTag;
import org.postern.spi.ConnectionFilter;
import org.postern.spi.ConnectionFilter.Admission;
import org.postern.testkit.TestContext;

class ProxyPluginTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String FOUR = "PROXY TCP4 198.51.100.7 203.0.113.9 40001 25\r\n";

    private final TestContext context = TestContext.create()
            .option(ProxyPlugin.HOSTS, "192.0.2.1")
            .contributions(new ProxyPlugin().contributions());

    private Admission admit(FakeConnection connection) throws IOException {
        return context.contributions(ConnectionFilter.class).getFirst().admit(connection, context);
    }

    private Admission.Admit admitted(FakeConnection connection) throws IOException {
        return (Admission.Admit) admit(connection);
    }

    private String variable(String name) throws ExpansionException {
        return context.variable(name).orElseThrow().value();
    }

    private static String text(FakeConnection connection) throws IOException {
        return new String(connection.input().readNBytes(connection.input().available()), StandardCharsets.ISO_8859_1);
    }

    private static byte[] binary(String hex) {
        return HexFormat.of().parseHex(SIGNATURE + hex.replace(" ", ""));
    }

    @Test
    void takes_the_place_of_the_peer_alone_and_leaves_what_follows_the_header() throws Exception {
        FakeConnection connection = FakeConnection.with(FOUR + "EHLO x\r\n");
        Admission.Admit admit = admitted(connection);
        assertThat(admit.connection().peer()).hasToString("/198.51.100.7:40001");
        assertThat(admit.connection().local()).hasToString("/192.0.2.2:25");
        assertThat(text(connection)).isEqualTo("EHLO x\r\n");
        assertThat(connection.limit()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource({
        "proxy_session, yes",
        "proxy_local_address, 192.0.2.1",
        "proxy_local_port, 4711",
        "proxy_external_address, 203.0.113.9",
        "proxy_external_port, 25",
        "proxy_host_address, 192.0.2.1",
        "proxy_host_port, 4711",
        "proxy_target_address, 203.0.113.9",
        "proxy_target_port, 25"
    })
    void variables_show_the_way_and_are_empty_without_a_proxy(String name, String value) throws Exception {
        assertThat(variable(name)).isEqualTo(name.endsWith("port") ? "0" : "");
        admit(FakeConnection.with(FOUR));
        assertThat(variable(name)).isEqualTo(value);
    }

    @Test
    void the_log_names_the_proxy_of_each_message() throws Exception {
        admit(FakeConnection.with(FOUR));
        assertThat(context.get(ArrivalTag.OF_CONNECTION))
                .contains(List.of(new ArrivalTag("proxy", "PRX=192.0.2.1", ArrivalTag.Place.OF_SESSION)));
    }

    @Test
    void reads_a_header_that_comes_byte_by_byte() throws Exception {
        byte[] six = "PROXY TCP6 2001:db8::7 2001:db8::9 40001 25\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(admitted(FakeConnection.inPieces(six)).connection().peer())
                .hasToString("/[2001:db8:0:0:0:0:0:7]:40001");
        byte[] four = binary("21 11 000c c6336407 cb007109 9c41 0019");
        assertThat(admitted(FakeConnection.inPieces(four)).connection().peer()).hasToString("/198.51.100.7:40001");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY UNKNOWN\r\n",
                "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n",
                "\r\n\r\n\0\r\nQUIT\n \0\0\0",
                "\r\n\r\n\0\r\nQUIT\n!\0\0\0"
            })
    void a_connection_of_the_proxys_own_is_taken_as_it_seems(String header) throws Exception {
        FakeConnection connection = FakeConnection.with(header);
        assertThat(admitted(connection).connection()).isSameAs(connection);
        assertThat(variable("proxy_local_address")).isEqualTo("192.0.2.1");
        assertThat(variable("proxy_external_address")).isEmpty();
        assertThat(variable("proxy_session")).isEqualTo("yes");
    }

    @Test
    void a_client_on_a_socket_of_the_proxys_machine_has_no_address_of_its_own() throws Exception {
        FakeConnection connection = FakeConnection.inPieces(binary("21 31 00d8" + "2f61".repeat(108)));
        assertThat(admitted(connection).connection()).isSameAs(connection);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO client.example\r\n",
                "PROXY\r\n",
                "PROXY \r\n",
                "PROXY TCP4 198.51.100.7 203.0.113.9 40001\r\n",
                "PROXY TCP4 198.51.100.7 203.0.113.9 40001 25 \r\n",
                "PROXY TCP4 0300.51.100.7 203.0.113.9 40001 25\r\n",
                "PROXY TCP4 3325256711 203.0.113.9 40001 25\r\n",
                "PROXY TCP4 198.51.100.7 203.0.113.9 040001 25\r\n",
                "PROXY TCP4 198.51.100.7 203.0.113.9 99999 25\r\n",
                "PROXY TCP6 fe80::1%eth0 2001:db8::9 40001 25\r\n",
                "PROXY TCP6 [2001:db8::7] 2001:db8::9 40001 25\r\n",
                "PROXY TCP4 198.51.100.7 203.0.113.9 40001 25\n",
                "PROXY TCP4 198.51.100.7\0 203.0.113.9 40001 25\r\n",
                "proxy tcp4 198.51.100.7 203.0.113.9 40001 25\r\n",
                "\r\n\r\n\0\r\nQUIT\n\u0011\u0011\u0000\u0000",
                "\r\n\r\n\0\r\nQUIT\n!\u0011\u0000\u000b01234567890",
                "\r\n\r\n\0\r\nQUIT\n!\u0011\u0000\u000e01234567890123",
                "\r\n\r\n\0\r\nQUIT\n!\u0011\u0000\u0010012345678901\u0001\u0000\u0009x"
            })
    void anything_else_is_refused_and_the_client_learns_it_at_each_command(String header) throws Exception {
        Admission admission = admit(FakeConnection.with(header));
        assertThat(admission)
                .isInstanceOfSatisfying(
                        Admission.Refuse.class,
                        refuse -> assertThat(refuse.reply())
                                .hasToString("503 Command refused, required Proxy negotiation failed"));
        assertThat(variable("proxy_session")).isEqualTo("yes");
        assertThat(variable("proxy_local_address")).isEmpty();
        assertThat(context.log().lines(Stream.MAIN))
                .anyMatch(line -> line.contains("PROXY protocol negotiation with [192.0.2.1] failed: "));
    }

    @Test
    void a_line_without_an_end_is_read_no_further_than_its_limit() throws Exception {
        FakeConnection connection = FakeConnection.with("PROXY UNKNOWN " + "x".repeat(200) + "\r\n");
        assertThat(admit(connection)).isInstanceOf(Admission.Refuse.class);
        assertThat(text(connection)).hasSize(216 - HeaderReader.LONGEST_LINE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "P", "PROXY TCP4 198.51.100.7 203", "\r\n\r\n\0\r\nQUIT\n!\u0011\u0000\u000c012"})
    void a_header_that_does_not_come_in_time_is_as_none(String part) throws Exception {
        assertThat(admit(FakeConnection.with(part))).isInstanceOf(Admission.Refuse.class);
        assertThat(context.log().lines(Stream.MAIN))
                .anyMatch(line -> line.endsWith("failed: the header did not come in time"));
    }

    @Test
    void the_time_for_all_of_the_header_is_the_options() throws Exception {
        context.option(ProxyPlugin.TIMEOUT, "0s");
        assertThat(admit(FakeConnection.with(FOUR))).isInstanceOf(Admission.Refuse.class);
    }

    @Test
    void a_proxy_that_goes_before_the_end_of_the_header_is_let_go() throws Exception {
        assertThat(admit(FakeConnection.endingAfter("PROXY TCP4 198"))).isInstanceOf(Admission.Drop.class);
    }

    @Test
    void what_another_host_sends_is_not_touched() throws Exception {
        context.option(ProxyPlugin.HOSTS, "198.51.100.1");
        FakeConnection connection = FakeConnection.with(FOUR);
        assertThat(admitted(connection).connection()).isSameAs(connection);
        assertThat(text(connection)).isEqualTo(FOUR);
        assertThat(variable("proxy_session")).isEmpty();
    }

    @Test
    void no_host_is_a_proxy_by_itself() {
        assertThat(TestContext.create().setting(ProxyPlugin.HOSTS).isEmpty()).isTrue();
        assertThat(ProxyPlugin.HOSTS.synonyms()).containsExactly("proxy_required_hosts");
        assertThat(TestContext.create().setting(ProxyPlugin.TIMEOUT)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void shows_what_the_proxy_says_of_tls() throws Exception {
        String tls = "20 001b 07 00000000 21 0007 544c5376312e33 22 0003 616e6e 23 0003 414553 ";
        admit(FakeConnection.inPieces(binary("21 11 002a c6336407 cb007109 9c41 0019" + tls)));
        assertThat(variable("proxy_tls_version")).isEqualTo("TLSv1.3");
        assertThat(variable("proxy_tls_cn")).isEqualTo("ann");
        assertThat(variable("proxy_tls_cipher")).isEqualTo("AES");
        assertThat(variable("proxy_tls_verified")).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({"07 00000001, 0", "01 00000000, 0", "05 00000000, 1"})
    void a_certificate_is_verified_if_it_was_shown_and_found_good(String client, String verified) throws Exception {
        admit(FakeConnection.inPieces(binary("21 11 0014 c6336407 cb007109 9c41 0019 20 0005" + client)));
        assertThat(variable("proxy_tls_verified")).isEqualTo(verified);
        assertThat(variable("proxy_tls_cn")).isEmpty();
    }

    @Test
    void tells_of_no_tls_where_there_was_none() throws Exception {
        admit(FakeConnection.inPieces(binary("21 11 0014 c6336407 cb007109 9c41 0019 20 0005 00 00000000")));
        assertThat(variable("proxy_tls_version")).isEmpty();
        assertThat(variable("proxy_tls_verified")).isEmpty();
    }

    @Test
    void a_checksum_must_fit() throws Exception {
        byte[] header = binary("21 11 0013 c6336407 cb007109 9c41 0019 03 0004 00000000");
        CRC32C sum = new CRC32C();
        sum.update(header);
        ByteBuffer.wrap(header).putInt(header.length - 4, (int) sum.getValue());
        assertThat(admit(FakeConnection.inPieces(header))).isInstanceOf(Admission.Admit.class);
        header[header.length - 5]++;
        assertThat(admit(FakeConnection.inPieces(header))).isInstanceOf(Admission.Refuse.class);
        header[header.length - 5]--;
        header[header.length - 1]++;
        assertThat(admit(FakeConnection.inPieces(header))).isInstanceOf(Admission.Refuse.class);
    }

    @Test
    void any_bytes_give_a_header_or_a_refusal() {
        Random random = new Random(20260101);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            byte[] start = random.nextBoolean() ? binary("") : "PROXY TCP4 ".getBytes(StandardCharsets.US_ASCII);
            byte[] all = ByteBuffer.allocate(start.length + bytes.length)
                    .put(start)
                    .put(bytes)
                    .array();
            if (start.length == 12 && bytes.length > 3) {
                all[12] = 0x21;
                all[13] = (byte) (random.nextBoolean() ? 0x11 : 0x31);
                all[14] = 0;
                all[15] = (byte) (bytes.length - 4);
            }
            try {
                assertThat(new HeaderReader(new ByteArrayInputStream(all)).read())
                        .isNotNull();
            } catch (IOException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }
}
