package org.postern.net;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.postern.api.dns.DnsException;
import org.postern.api.dns.DnsType;
import org.postern.testkit.Conformance;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRSIGRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// The scenarios of unbound. `exceptions.tsv` names those that are not about validation, or that we do not
/// follow, with a reason each; one that we follow after all fails, so that the list stays true. Old
/// algorithms
/// and short keys, which the scenarios use, are let pass here.
@NullMarked
class DnssecConformanceTest {
    private static final Conformance SUITES = Conformance.of(DnssecConformanceTest.class);

    @AfterAll
    static void print_the_counts() {
        System.out.print(SUITES.counts());
    }

    @TestFactory
    Stream<DynamicTest> unbound() {
        return Arrays.stream(
                        SUITES.text("dnssec/LIST", StandardCharsets.US_ASCII).split("\n", -1))
                .filter(file -> !file.isEmpty())
                .map(file -> DynamicTest.dynamicTest(
                        file, () -> SUITES.judge("unbound", "unbound", file, difference(file))));
    }

    /// The TLSA records of miekg/dns, which come out as they went in.
    @TestFactory
    Stream<DynamicTest> tlsa() {
        return SUITES.text("tlsa-presentation.jsonl", StandardCharsets.UTF_8)
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .map(one -> DynamicTest.dynamicTest(one.get("id").getAsString(), () -> {
                    String record = one.get("rr").getAsString();
                    String data = Zones.parse(record + "\n")
                            .query("_443._tcp.example.org", DnsType.TLSA)
                            .records()
                            .getFirst()
                            .presentation();
                    SUITES.judge(
                            "tlsa-presentation",
                            one.get("id").getAsString(),
                            record.endsWith("\t" + data) ? Optional.empty() : Optional.of(data));
                }));
    }

    private static Optional<String> difference(String file) {
        try {
            RplScenario scenario = RplScenario.parse(SUITES.text("dnssec/" + file, StandardCharsets.ISO_8859_1));
            if (scenario.anchors().isEmpty()) {
                return Optional.of("no trust anchors");
            }
            if (scenario.queries().isEmpty()) {
                return Optional.of("nothing is asked");
            }
            RplServer server = new RplServer(scenario);
            Validator validator = validator(scenario, server);
            List<String> differences = new ArrayList<>();
            for (RplScenario.Query query : scenario.queries()) {
                server.at(query.step());
                String expected = outcome(query.expected());
                String found = outcome(validator, query);
                if (!found.equals(expected)) {
                    differences.add("step " + query.step() + ": " + found + "\nin place of " + expected);
                }
            }
            return differences.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", differences));
        } catch (IOException | RuntimeException e) {
            return Optional.of("not read: " + e);
        }
    }

    private static Validator validator(RplScenario scenario, RplServer server) throws IOException {
        Dnssec dnssec =
                new Dnssec(TrustAnchors.of(String.join("\n", scenario.anchors())), Duration.ofSeconds(20), 64, 150);
        NameServers servers = new NameServers(
                List.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 53)), Duration.ofSeconds(1), 1);
        ResolverOptions options = new ResolverOptions(Duration.ofSeconds(1), 1, true, 1, false, 1, Optional.of(dnssec));
        Properties lenient = new Properties();
        lenient.setProperty("dnsjava.dnssec.algorithm.3", "true");
        lenient.setProperty("dnsjava.dnssec.algorithm.6", "true");
        lenient.setProperty("dnsjava.dnssec.algorithm_rsa_min_key_size", "512");
        lenient.setProperty(
                "dnsjava.dnssec.harden_algo_downgrade",
                String.valueOf(!scenario.options().contains("harden-algo-downgrade: no")));
        Instant now = scenario.clock().orElseGet(() -> firstSignature(scenario).plus(Duration.ofDays(1)));
        return new Validator(
                new RecursiveServers(servers, options, server, new Random(1)),
                dnssec,
                Clock.fixed(now, ZoneOffset.UTC),
                lenient);
    }

    /// Where the scenario does not say when it plays.
    private static Instant firstSignature(RplScenario scenario) {
        return scenario.answers().stream()
                .flatMap(answer -> answer.message().getSection(Section.ANSWER).stream())
                .filter(RRSIGRecord.class::isInstance)
                .map(record -> ((RRSIGRecord) record).getTimeSigned())
                .min(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    private static String outcome(Validator validator, RplScenario.Query query) {
        try {
            return outcome(
                    validator.ask(query.question().getName(), query.question().getType()));
        } catch (DnsException _) {
            return "SERVFAIL";
        }
    }

    /// Code, whether it is secure, and the records of the answer.
    private static String outcome(Message message) {
        if (message.getRcode() == Rcode.SERVFAIL) {
            return "SERVFAIL";
        }
        TreeSet<String> records = new TreeSet<>();
        message.getSection(Section.ANSWER).stream()
                .filter(record -> record.getType() != Type.RRSIG)
                .forEach(record -> records.add(record.getName().canonicalize() + " " + Type.string(record.getType())
                        + " " + record.rdataToString()));
        return Rcode.string(message.getRcode())
                + (message.getHeader().getFlag(Flags.AD) ? " secure " : " insecure ")
                + records;
    }
}
