package org.postern.arc;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.signatures.PrivateKey;
import org.postern.signatures.SyntaxException;
import org.postern.signatures.TagList;
import org.postern.testkit.Conformance;
import org.postern.testkit.FakeDns;

/// Every case of the suites that others wrote. `exceptions.tsv` names those that we do not follow, with a
/// reason each; one that we follow after all fails, so that the list stays true.
@NullMarked
class ConformanceTest {
    private static final Path SHARED = Path.of("../../../shared/conformance/arc");
    private static final Conformance SUITES = Conformance.of(ConformanceTest.class);

    private interface Verdict {
        Optional<String> difference();
    }

    private static String resource(String file) {
        return SUITES.text(file, StandardCharsets.ISO_8859_1);
    }

    private static String shared(String file) {
        try {
            return Files.readString(SHARED.resolve(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }

    private static List<JsonObject> cases(String lines) {
        return lines.lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    /// One test for a case; for one that is excepted, that it still differs.
    private DynamicTest test(String suite, JsonObject test, Verdict verdict) {
        String id = test.get("id").getAsString();
        return DynamicTest.dynamicTest(suite + " " + id, () -> SUITES.judge(suite, id, verdict.difference()));
    }

    @AfterAll
    static void print_the_counts() {
        System.out.print(SUITES.counts());
    }

    private static FakeDns dns(JsonObject test) {
        FakeDns dns = new FakeDns();
        if (test.has("dns_txt")) {
            test.getAsJsonObject("dns_txt").entrySet().forEach(entry -> {
                JsonElement texts = entry.getValue();
                (texts.isJsonArray() ? texts.getAsJsonArray().asList() : List.of(texts))
                        .forEach(text -> dns.txt(entry.getKey(), text.getAsString()));
            });
        }
        return dns;
    }

    /// What is right: `pass`, `fail` or `none`. Where a suite says nothing, a chain that is broken has
    /// failed.
    private static String right(JsonObject test) {
        JsonElement expect = test.get("expect");
        JsonElement right = expect.isJsonObject() ? expect.getAsJsonObject().get("arc") : expect;
        String word = right.isJsonNull() ? test.get("dkimpy").getAsString() : right.getAsString();
        return word.isEmpty() ? "fail" : word;
    }

    private static InstantSource clock(JsonObject test) {
        JsonElement expect = test.has("expect") ? test.get("expect") : JsonNull.INSTANCE;
        boolean isSet = expect.isJsonObject() && expect.getAsJsonObject().has("clock");
        return InstantSource.fixed(Instant.ofEpochSecond(
                isSet ? expect.getAsJsonObject().get("clock").getAsLong() : 1_500_000_000L));
    }

    private static Optional<String> difference(JsonObject test, String message) {
        ArcResult result = Arrival.result(message, dns(test), clock(test));
        String right = right(test);
        return result.state().label().equals(right)
                ? Optional.empty()
                : Optional.of(right + " is right, not " + result.state().label() + ": " + result.reason());
    }

    @TestFactory
    Stream<DynamicTest> validation() {
        return Stream.of("validation", "mailauth", "rspamd", "spamassassin", "stalwart")
                .flatMap(suite -> cases(resource(suite + ".jsonl")).stream()
                        .map(test -> test(
                                suite,
                                test,
                                () -> difference(
                                        test, resource(test.get("message").getAsString())))));
    }

    @TestFactory
    Stream<DynamicTest> exim() {
        if (!Files.isDirectory(SHARED)) {
            System.out.println("conformance exim: not here");
            return Stream.empty();
        }
        return cases(shared("exim.jsonl")).stream()
                .map(test -> test(
                        "exim",
                        test,
                        () -> difference(test, shared(test.get("message").getAsString()))));
    }

    @TestFactory
    Stream<DynamicTest> signing() {
        return cases(resource("signing.jsonl")).stream().map(test -> test("signing", test, () -> sealed(test)));
    }

    /// Tag for tag what the suite has; and since the order of tags is not the same, and with it `b=`, both
    /// their fields and ours must validate.
    private static Optional<String> sealed(JsonObject test) {
        String text = resource(test.get("message").getAsString());
        Message message = Arrival.message(text);
        Instant now = Instant.ofEpochSecond(Long.parseLong(test.get("t").getAsString()));
        SealRequest request = new SealRequest(
                test.get("domain").getAsString(), test.get("sel").getAsString(), "", true, OptionalLong.empty());
        String servId = test.get("srv-id").getAsString();
        boolean isSealed = !test.get("AS").getAsString().isEmpty();
        try {
            ArcChain chain = ArcChain.of(message.headers());
            String validation = ArcSignFilter.validation(chain, message.headers(), servId, Optional.empty());
            Sealer sealer = new Sealer(
                    servId,
                    request,
                    PrivateKey.parse(test.get("privatekey").getAsString()),
                    List.of(test.get("sig-headers").getAsString().split(":")));
            List<Header> ours = sealer.seal(message.headers(), message.body().orElseThrow(), chain, validation, now);
            List<Header> theirs = List.of(
                    field(Seal.FIELD, test, "AS"),
                    field(ArcSet.SIGNATURE, test, "AMS"),
                    field(ArcSet.RESULTS, test, "AAR"));
            return difference(test, ours, theirs, text, validation);
        } catch (SealException e) {
            return isSealed ? Optional.of("not sealed: " + e.reason()) : Optional.empty();
        } catch (SyntaxException | IOException e) {
            return Optional.of(e.toString());
        }
    }

    /// A field of the suite, with the signature in one piece as it was when the seal was made.
    private static Header field(String name, JsonObject test, String key) {
        String value = Pattern.compile("(?m)^b=[^;]*")
                .matcher(test.get(key).getAsString())
                .replaceFirst(signature -> signature.group().replace("\n", ""));
        return new Header(name + ": " + value.replace("\n", "\r\n    ") + "\r\n");
    }

    private static Optional<String> difference(
            JsonObject test, List<Header> ours, List<Header> theirs, String message, String validation)
            throws SyntaxException {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Map<String, String> right = tags(theirs.get(i));
            Map<String, String> is = tags(ours.get(i));
            if (!is.equals(right)) {
                differences.add(right + " is right, not " + is);
            }
        }
        String right = unfolded(theirs.get(2));
        if (!unfolded(ours.get(2)).equals(right)) {
            differences.add(right + " is right, not " + unfolded(ours.get(2)));
        }
        for (List<Header> fields : List.of(ours, theirs)) {
            String set = fields.stream().map(Header::text).collect(Collectors.joining());
            ArcResult result = Arrival.result(set + message, dns(test), clock(test));
            String expected = validation.equals("fail") ? "fail" : "pass";
            if (!result.state().label().equals(expected)) {
                differences.add("validates as " + result + "\n" + set);
            }
        }
        return differences.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", differences));
    }

    /// All tags but `b=`, whose value is another one for another order of the tags.
    private static Map<String, String> tags(Header field) throws SyntaxException {
        TagList tags = TagList.parse(field.value());
        Map<String, String> all = new HashMap<>();
        tags.names().stream()
                .filter(name -> !name.equals("b"))
                .forEach(name -> all.put(name, tags.compact(name).orElse("")));
        return all;
    }

    private static String unfolded(Header field) {
        return field.value().replaceAll("\\s+", " ");
    }
}
