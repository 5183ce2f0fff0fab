package org.postern.kernel;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.postern.api.mail.Address;
import org.postern.api.mail.MailboxParser;
import org.postern.testkit.Conformance;

/// Addresses that others have collected, against what reads them here: the paths of MAIL and RCPT, with
/// SMTPUTF8, and the mailboxes of header fields. `exceptions.tsv` names those that we do not follow.
class AddressConformanceTest {
    private static final Conformance SUITES = Conformance.of(AddressConformanceTest.class);
    private static final PathSyntax.Rules RULES = new PathSyntax.Rules(true, false);

    @AfterAll
    static void print_the_counts() {
        System.out.print(SUITES.counts());
    }

    @TestFactory
    Stream<DynamicTest> isemail_as_paths() {
        return cases("isemail")
                .map(test -> test("isemail-path", test, path(text(test, "address")), flag(test, "rfc5321")));
    }

    @TestFactory
    Stream<DynamicTest> isemail_as_mailboxes() {
        return cases("isemail")
                .map(test -> test("isemail-mailbox", test, mailbox(text(test, "address")), flag(test, "rfc5322")));
    }

    @TestFactory
    Stream<DynamicTest> python_email_validator_as_paths() {
        return cases("pyemailvalidator")
                .map(test -> test("pyemailvalidator", test, path(text(test, "address")), flag(test, "valid")));
    }

    @TestFactory
    Stream<DynamicTest> egulias_as_paths() {
        return cases("egulias").map(test -> test("egulias", test, path(egulias(test)), flag(test, "valid")));
    }

    @TestFactory
    Stream<DynamicTest> flanker() {
        return cases("flanker").map(test -> {
            String text = text(test, "text");
            boolean taken = text(test, "kind").startsWith("mailbox") ? mailbox(text) : path(text + "@example.com");
            return test("flanker", test, taken, flag(test, "valid"));
        });
    }

    @TestFactory
    Stream<DynamicTest> mox() {
        return cases("mox").map(test -> switch (text(test, "kind")) {
            case "PackLocalpart" -> test("mox", test, written(test), true);
            case "Address/good", "Address/bad" -> test("mox", test, path(text(test, "text")), flag(test, "valid"));
            default -> test("mox", test, path(text(test, "text") + "@example.com"), flag(test, "valid"));
        });
    }

    private static boolean path(String address) {
        try {
            PathSyntax path = PathSyntax.parse("<" + address + ">", RULES);
            return !path.address().domain().isEmpty() && Utf8Paths.isUtf8(path.said());
        } catch (PathSyntax.Malformed e) {
            return false;
        }
    }

    private static boolean mailbox(String text) {
        return MailboxParser.parse(text) instanceof MailboxParser.Result.Parsed parsed
                && !parsed.domain().isEmpty();
    }

    private static boolean written(JsonObject test) {
        String address = new Address(text(test, "decoded"), "example.com").toString();
        return address.equals(text(test, "packed") + "@example.com");
    }

    private static DynamicTest test(String suite, JsonObject test, boolean taken, boolean wanted) {
        String id = text(test, "id");
        Optional<String> difference =
                taken == wanted ? Optional.empty() : Optional.of(taken ? "is taken" : "is refused");
        return DynamicTest.dynamicTest(suite + " " + id, () -> SUITES.judge(suite, id, difference));
    }

    private static String egulias(JsonObject test) {
        return test.has("address") ? text(test, "address") : hex(text(test, "address_latin1_bytes"));
    }

    private static String hex(String digits) {
        byte[] bytes = java.util.HexFormat.of().parseHex(digits);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static Stream<JsonObject> cases(String suite) {
        return SUITES.text(suite + ".jsonl", StandardCharsets.UTF_8)
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject());
    }

    private static boolean flag(JsonObject test, String name) {
        return test.get(name).getAsBoolean();
    }

    /// In UTF-8, a byte in each character.
    private static String text(JsonObject test, String name) {
        String text = test.get(name).getAsString();
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
