package org.postern.spf;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.postern.spf.SpfResult.Code;
import org.postern.testkit.Conformance;
import org.postern.testkit.FakeDns;

/// Every case of the suites that others wrote. `exceptions.tsv` names those that we do not follow, with a
/// reason each; one that we follow after all fails, so that the list stays true.
@NullMarked
class ConformanceTest {
    private static final Conformance SUITES = Conformance.of(ConformanceTest.class);
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    /// How jSPF's own text for a domain without one begins.
    private static final String JSPF_DEFAULT = "http://www.openspf.org/why.html";

    /// The names of stalwart's suite to which the DNS gives no answer.
    private static final List<String> FAILING = List.of("_dns_error.org", "_dns_error.test.org");

    private static List<JsonObject> cases(String suite) {
        return SUITES.text(suite + ".jsonl", StandardCharsets.UTF_8)
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    /// One test for a case; for one that is excepted, that it still differs.
    private DynamicTest test(String suite, String id, Verdict verdict) {
        return DynamicTest.dynamicTest(suite + " " + id, () -> SUITES.judge(suite, id, verdict.difference()));
    }

    private interface Verdict {
        Optional<String> difference();
    }

    @AfterAll
    static void print_the_counts() {
        System.out.print(SUITES.counts());
    }

    @TestFactory
    Stream<DynamicTest> rfc7208() {
        return openspf("rfc7208", "unknown").stream();
    }

    @TestFactory
    Stream<DynamicTest> rfc4408() {
        return openspf("rfc4408", "unknown").stream();
    }

    @TestFactory
    Stream<DynamicTest> mailzone() {
        return openspf("mailzone", "unknown").stream();
    }

    @TestFactory
    Stream<DynamicTest> pyspf() {
        return openspf("pyspf-extra", "unknown").stream();
    }

    @TestFactory
    Stream<DynamicTest> jspf() {
        return openspf("jspf-tests", "localdomain.foo.bar").stream();
    }

    @TestFactory
    Stream<DynamicTest> stalwart() {
        Map<String, JsonObject> zones = zones("stalwart");
        return cases("stalwart").stream()
                .map(test -> test("stalwart", string(test, "id"), () -> {
                    FakeDns dns =
                            ConformanceZones.openspf(zones.getOrDefault(string(test, "scenario"), new JsonObject()));
                    FAILING.forEach(dns::servfail);
                    JsonObject helo = test.deepCopy();
                    helo.addProperty("mailfrom", "");
                    SpfResult first = check(helo, dns, "unknown");
                    return difference(test, first.code() == Code.PASS ? check(test, dns, "unknown") : first);
                }));
    }

    @TestFactory
    Stream<DynamicTest> rspamd() {
        FakeDns dns =
                ConformanceZones.rspamd(JsonParser.parseString(SUITES.text("rspamd.zones.json", StandardCharsets.UTF_8))
                        .getAsJsonArray());
        return cases("rspamd").stream()
                .map(test -> test("rspamd", string(test, "id"), () -> difference(test, check(test, dns, "unknown"))));
    }

    private List<DynamicTest> openspf(String suite, String receiver) {
        Map<String, JsonObject> zones = zones(suite);
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonObject test : cases(suite)) {
            FakeDns dns = ConformanceZones.openspf(zones.getOrDefault(string(test, "scenario"), new JsonObject()));
            tests.add(test(
                    suite,
                    string(test, "id"),
                    () -> string(test, "host").endsWith(".")
                            ? Optional.of("not an address, which no client can have")
                            : difference(test, check(test, dns, receiver))));
        }
        return tests;
    }

    private static Map<String, JsonObject> zones(String suite) {
        Map<String, JsonObject> zones = new HashMap<>();
        for (JsonElement scenario : JsonParser.parseString(SUITES.text(suite + ".zones.json", StandardCharsets.UTF_8))
                .getAsJsonArray()) {
            JsonObject object = scenario.getAsJsonObject();
            zones.put(string(object, "scenario"), object.getAsJsonObject("zonedata"));
        }
        return zones;
    }

    private static SpfResult check(JsonObject test, FakeDns dns, String receiver) {
        String sender = string(test, "mailfrom").replace("<>", "");
        int at = sender.lastIndexOf('@');
        SpfRequest request = SpfRequest.of(
                InetAddress.ofLiteral(string(test, "host")),
                at < 0 ? "" : sender.substring(0, at),
                sender.substring(at + 1),
                string(test, "helo"),
                receiver,
                Instant.EPOCH);
        return new SpfEvaluator(dns, CLOCK).check(request);
    }

    private static Optional<String> difference(JsonObject test, SpfResult result) {
        List<String> accepted = test.getAsJsonArray("result").asList().stream()
                .map(JsonElement::getAsString)
                .toList();
        if (!accepted.contains(result.code().label())) {
            return Optional.of(
                    accepted + " is right, not " + result.code().label() + "\n" + String.join("\n", result.trace()));
        }
        String explanation = string(test, "explanation");
        if (explanation.isEmpty()) {
            return Optional.empty();
        }
        if (explanation.startsWith(JSPF_DEFAULT)) {
            explanation = "DEFAULT";
        }
        String ours = result.explanation().orElse("DEFAULT");
        return ours.equals(explanation) ? Optional.empty() : Optional.of(explanation + " is right, not " + ours);
    }

    /// A member; the empty string if it is absent or null.
    private static String string(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value == null || value.isJsonNull() ? "" : value.getAsString();
    }

    @TestFactory
    Stream<DynamicTest> libspf2() {
        return Stream.of("libspf2-parser", "libspf2-adoptroll")
                .flatMap(suite -> cases(suite).stream()
                        .map(test -> test(suite, string(test, "id"), () -> parserDifference(test))));
    }

    /// Of these cases only the record and whether it is accepted are portable.
    private static Optional<String> parserDifference(JsonObject test) {
        String record = record(string(test, "args"));
        boolean isRight = !expects(test, "rec-out", "Unknown");
        try {
            SpfRecord.parse(record);
            return isRight ? Optional.empty() : Optional.of("accepted: " + record);
        } catch (SpfException e) {
            return isRight ? Optional.of("refused: " + record + ": " + e.problem()) : Optional.empty();
        }
    }

    private static boolean expects(JsonObject test, String key, String value) {
        JsonElement outputs = test.getAsJsonObject("expect").get(key);
        return outputs != null
                && outputs.getAsJsonArray().asList().stream()
                        .map(JsonElement::getAsJsonObject)
                        .anyMatch(output -> string(output, "impl").equals("/.*/")
                                && string(output, "value").equals(value));
    }

    /// The record inside `spf "RECORD"`, whose quotes and backslashes are the shell's.
    private static String record(String args) {
        String quoted = args.substring(args.indexOf('"') + 1, args.lastIndexOf('"'));
        return quoted.replaceAll("\\\\(.)", "$1");
    }

    @TestFactory
    Stream<DynamicTest> rfcExamples() {
        return cases("libspf2-rfcexamples").stream()
                .map(test -> test("libspf2-rfcexamples", string(test, "id"), () -> macroDifference(test)));
    }

    /// The examples of RFC 7208, 7.4, as a text to expand; the DNS is that of the RFC's appendix A.
    private static Optional<String> macroDifference(JsonObject test) {
        String args = string(test, "args");
        String text = args.replaceAll(".*-default-explanation=\"([^\"]*)\".*", "$1");
        String address = args.replaceAll(".*-ip=(\\S+).*", "$1");
        FakeDns dns = new FakeDns().ptr("192.0.2.3", "mx.example.org").address("mx.example.org", "192.0.2.3");
        SpfRequest request = SpfRequest.of(
                InetAddress.ofLiteral(address), "strong-bad", "email.example.com", "example.com", "", Instant.EPOCH);
        try {
            String ours = new SpfEvaluator(dns, CLOCK).expand(request, text);
            return expects(test, "smtp-comment", ours) ? Optional.empty() : Optional.of(text + " became " + ours);
        } catch (SpfException e) {
            return Optional.of(e.problem());
        }
    }
}
