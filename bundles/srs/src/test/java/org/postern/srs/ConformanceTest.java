package org.postern.srs;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.postern.api.ExpansionException;
import org.postern.testkit.Conformance;

/// Every case of the suites that others wrote: what pysrs makes, and beside this project, where they are,
/// what the tests of postsrsd and Exim say.
class ConformanceTest {
    private static final Path SHARED = Path.of("../../../shared/conformance/srs/vectors.jsonl");
    private static final Conformance SUITES = Conformance.of(ConformanceTest.class);

    private static Stream<JsonObject> cases(String lines) {
        return lines.lines().map(line -> JsonParser.parseString(line).getAsJsonObject());
    }

    @TestFactory
    Stream<DynamicTest> pysrs() {
        return cases(SUITES.text("pysrs.jsonl", StandardCharsets.ISO_8859_1)).map(each -> test("pysrs", each));
    }

    @TestFactory
    Stream<DynamicTest> postsrsd_and_exim() throws IOException {
        if (!Files.exists(SHARED)) {
            System.out.println("conformance postsrsd and exim: skipped, there is no " + SHARED);
            return Stream.empty();
        }
        return cases(Files.readString(SHARED))
                .filter(each -> !text(each, "id").startsWith("pysrs"))
                .map(each -> test(text(each, "id").startsWith("exim") ? "exim" : "postsrsd", each));
    }

    private static DynamicTest test(String suite, JsonObject each) {
        String id = text(each, "id");
        return DynamicTest.dynamicTest(id, () -> SUITES.judge(suite, id, difference(each)));
    }

    private static Optional<String> difference(JsonObject each) throws ExpansionException {
        return switch (text(each, "op")) {
            case "forward" -> same(each, "output", forward(each, text(each, "input")));
            case "reverse" -> same(each, "output", reverse(each, text(each, "input")));
            default -> envelope(each);
        };
    }

    /// A milter rewrites the sender for recipients elsewhere, and recipients of ours that are rewritten
    /// senders.
    private static Optional<String> envelope(JsonObject each) throws ExpansionException {
        String sender = text(each, "mail_from");
        List<String> recipients = each.getAsJsonArray("rcpt_to").asList().stream()
                .map(JsonElement::getAsString)
                .toList();
        boolean isForwarded = !text(each, "new_mail_from").isEmpty();
        Optional<String> wrong = isForwarded ? same(each, "new_mail_from", forward(each, sender)) : Optional.empty();
        if (wrong.isPresent() || each.get("new_rcpt_to").isJsonNull()) {
            return wrong;
        }
        List<String> wanted = each.getAsJsonArray("new_rcpt_to").asList().stream()
                .map(JsonElement::getAsString)
                .toList();
        List<String> found = new ArrayList<>();
        for (String recipient : recipients) {
            String reversed = reverse(each, recipient);
            if (!reversed.isEmpty()) {
                found.add(reversed);
            }
        }
        return found.equals(wanted) ? Optional.empty() : Optional.of(found + " instead of " + wanted);
    }

    private static Optional<String> same(JsonObject each, String field, String found) {
        if (each.has("output_pattern")) {
            String pattern = text(each, "output_pattern");
            String regex = "\\Q" + pattern.replace("????", "\\E.{4}\\Q").replace("??", "\\E.{2}\\Q") + "\\E";
            return Pattern.matches(regex, found) ? Optional.empty() : Optional.of(found + " instead of " + pattern);
        }
        String wanted = text(each, field);
        boolean isSame = plain(found).equals(plain(wanted));
        return isSame ? Optional.empty() : Optional.of(found + " instead of " + wanted);
    }

    /// postsrsd writes the other alphabet of base 64, and reads both, as we do.
    private static String plain(String address) {
        return address.replace('-', '+').replace('_', '/');
    }

    /// A database that has the one sender of the suites.
    private record Kept() implements SrsMemory {
        private static final String ADDRESS = "test@otherdomain.com";

        @Override
        public String keep(String localPart, String domain) {
            return InAddress.ELSEWHERE + DatabaseKey.of(localPart + '@' + domain);
        }

        @Override
        public Optional<String> recall(String payload) {
            return payload.equalsIgnoreCase(InAddress.ELSEWHERE + DatabaseKey.of(ADDRESS))
                    ? Optional.of(ADDRESS)
                    : new InAddress().recall(payload);
        }
    }

    private static Srs srs(JsonObject each) {
        boolean keeps = text(each, "mode").equals("database");
        int length = each.has("hash_length") ? each.get("hash_length").getAsInt() : 4;
        int days = each.has("max_age_days") ? each.get("max_age_days").getAsInt() : 21;
        char separator = each.has("separator") ? text(each, "separator").charAt(0) : '=';
        return new Srs(
                new Seal(List.of(text(each, "secret")), length, length),
                new SrsRules(true, true, days, separator, SrsRules.EximHashes.TAKEN),
                keeps ? new Kept() : new InAddress());
    }

    private static Instant now(JsonObject each) {
        return each.get("now").isJsonNull()
                ? Instant.EPOCH
                : Instant.ofEpochSecond(each.get("now").getAsLong());
    }

    private static String forward(JsonObject each, String address) throws ExpansionException {
        int at = address.lastIndexOf('@');
        String domain = text(each, "domain");
        boolean needsNot = text(each, "id").startsWith("postsrsd") && Srs.isOwn(address.substring(at + 1), domain);
        return at < 0 || needsNot ? "" : SrsEncode.rewritten(address, domain, srs(each), now(each));
    }

    private static String reverse(JsonObject each, String address) throws ExpansionException {
        String localPart = LocalParts.unquoted(address.substring(0, Math.max(0, address.lastIndexOf('@'))));
        return srs(each).reverse(localPart, now(each)) instanceof Srs.Reversed.Original(String original)
                ? original
                : "";
    }

    private static String text(JsonObject each, String field) {
        return each.has(field) && !each.get(field).isJsonNull()
                ? each.get(field).getAsString()
                : "";
    }

    @AfterAll
    static void count() {
        System.out.print(SUITES.counts());
    }
}
