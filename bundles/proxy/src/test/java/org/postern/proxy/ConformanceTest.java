package org.postern.proxy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.postern.testkit.Conformance;

/// Every case of the tests that others wrote. `exceptions.tsv` names those that we do not follow, with a
/// reason each; one that we follow after all fails, so that the list stays true.
class ConformanceTest {
    private static final String SUITE = "decode";
    private static final Conformance SUITES = Conformance.of(ConformanceTest.class);

    @AfterAll
    static void print_the_counts() {
        System.out.print(SUITES.counts());
    }

    @TestFactory
    Stream<DynamicTest> decode() {
        return SUITES.text(SUITE + ".jsonl", StandardCharsets.UTF_8)
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .map(example -> {
                    String id = example.get("id").getAsString();
                    return DynamicTest.dynamicTest(id, () -> SUITES.judge(SUITE, id, difference(example)));
                });
    }

    private static Optional<String> difference(JsonObject example) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(example.get("hex").getAsString());
        ByteArrayInputStream stream = new ByteArrayInputStream(bytes);
        boolean valid = example.get("valid").getAsBoolean();
        try {
            ProxyHeader header = new HeaderReader(stream).read();
            return valid
                    ? differs(example.getAsJsonObject("expect"), header, stream.readAllBytes())
                    : Optional.of("taken: " + header);
        } catch (EOFException e) {
            boolean expected = !valid && example.get("incomplete").getAsBoolean();
            return expected ? Optional.empty() : Optional.of(String.valueOf(e.getMessage()));
        } catch (BadProxyHeader e) {
            boolean expected = !valid && !example.get("incomplete").getAsBoolean();
            return expected ? Optional.empty() : Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> differs(JsonObject expect, ProxyHeader header, byte[] tail) {
        String rest = HexFormat.of().formatHex(tail);
        if (expect.has("tail") && !expect.get("tail").getAsString().equals(rest)) {
            return Optional.of("what follows the header is " + rest);
        }
        Optional<InetSocketAddress> source = address(expect, "src");
        Optional<InetSocketAddress> target = address(expect, "dst");
        return switch (header) {
            case ProxyHeader.AsSeen seen -> {
                boolean local = expect.has("command")
                        && expect.get("command").getAsString().equalsIgnoreCase("local");
                yield source.isPresent() || seen.isLocal() != local ? Optional.of("taken: " + seen) : Optional.empty();
            }
            case ProxyHeader.Carried carried -> {
                boolean same = source.equals(Optional.of(carried.client()))
                        && target.equals(Optional.of(carried.target()))
                        && tlsAgrees(expect, carried);
                yield same ? Optional.empty() : Optional.of("taken: " + carried);
            }
        };
    }

    /// The suites write addresses in two ways; those of sockets of UNIX have no port.
    private static Optional<InetSocketAddress> address(JsonObject expect, String side) {
        if (expect.has("use_real_connection")) {
            return Optional.empty();
        }
        if (expect.has(side + "_addr")) {
            String text = expect.get(side + "_addr").getAsString();
            return text.startsWith("/")
                    ? Optional.empty()
                    : Optional.of(new InetSocketAddress(
                            InetAddress.ofLiteral(text),
                            expect.get(side + "_port").getAsInt()));
        }
        return Optional.ofNullable(expect.get(side))
                .map(JsonElement::getAsString)
                .filter(text -> text.contains(":"))
                .map(ConformanceTest::endpoint);
    }

    private static InetSocketAddress endpoint(String text) {
        int colon = text.lastIndexOf(':');
        String address = text.substring(0, colon).replaceAll("[\\[\\]]", "");
        return new InetSocketAddress(InetAddress.ofLiteral(address), Integer.parseInt(text.substring(colon + 1)));
    }

    /// The suites name the types that a header has, or show their values.
    private static boolean tlsAgrees(JsonObject expect, ProxyHeader.Carried carried) {
        if (expect.has("tlv_types_mentioned")) {
            return carried.tls().isPresent();
        }
        return expect.has("tlvs_named")
                ? carried.tls().isEmpty() || carried.tls().equals(tls(expect.getAsJsonObject("tlvs_named")))
                : carried.tls().isEmpty();
    }

    private static Optional<ProxyTls> tls(JsonObject named) {
        return Optional.of(
                new ProxyTls(false, text(named, "SSL_VERSION"), text(named, "SSL_CIPHER"), text(named, "SSL_CN")));
    }

    private static String text(JsonObject named, String name) {
        return named.has(name) ? named.get(name).getAsString() : "";
    }
}
