package org.postern.dmarc;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
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
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.postern.api.mail.Address;
import org.postern.api.mail.Header;
import org.postern.dmarc.DmarcResult.Status;
import org.postern.testkit.Conformance;
import org.postern.testkit.FakeDns;

/// Every case of the suites that others wrote. `exceptions.tsv` names those that we do not follow, with a
/// reason each; one that we follow after all fails, so that the list stays true. Suites whose licence does
/// not let them be copied are read from `../shared/conformance` beside the repository, where that is there.
///
/// Cases written for RFC 7489 are run twice: with the tree walk of RFC 9989, and with a public suffix list.
@NullMarked
class ConformanceTest {
    private static final Conformance SUITES = Conformance.of(ConformanceTest.class);
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    private static final Path SHARED =
            Path.of(System.getProperty("postern.shared", "../../../shared")).resolve("conformance/dmarc");
    private static final Pattern SIGNATURE_DOMAIN = Pattern.compile("[;\\s]d=\\s*([^;\\s]+)");

    private final SuffixList suffixes =
            SuffixList.parse(read("public_suffix_list.dat").lines());

    private static String read(String file) {
        return SUITES.text(file, StandardCharsets.ISO_8859_1);
    }

    private static List<JsonObject> cases(String suite) {
        return objects(read(suite + ".jsonl"));
    }

    private static List<JsonObject> objects(String text) {
        return text.lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    /// The cases of a shared suite that are not resources.
    private static List<JsonObject> shared(String suite, String idPattern) {
        Path file = SHARED.resolve(suite + ".jsonl");
        if (!Files.exists(file)) {
            System.out.println("skipped: " + file + " is not there: the cases of " + suite + " that are no resources");
            return List.of();
        }
        try {
            return objects(Files.readString(file, StandardCharsets.ISO_8859_1)).stream()
                    .filter(test -> string(test, "id").matches(idPattern))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One test for a case; for one that is excepted, that it still differs.
    private DynamicTest test(String suite, String id, Supplier<Optional<String>> verdict) {
        return DynamicTest.dynamicTest(suite + " " + id, () -> SUITES.judge(suite, id, verdict.get()));
    }

    @AfterAll
    static void print_the_counts() {
        System.out.print(SUITES.counts());
    }

    /// Reports are what this bundle writes: each sample that others gathered is listed, with the reason.
    @TestFactory
    Stream<DynamicTest> reports() {
        return shared("reports", ".*").stream()
                .map(test -> test("reports", string(test, "id"), () -> Optional.of("no report is read")));
    }

    /// A member; the empty string if it is absent or null.
    private static String string(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value == null || value.isJsonNull() ? "" : value.getAsString();
    }

    @TestFactory
    Stream<DynamicTest> public_suffixes() {
        return cases("psl-tests").stream()
                .map(test -> test("psl", string(test, "id"), () -> {
                    String wanted = utf8(string(test, "registrable"));
                    String name = utf8(string(test, "domain"));
                    Optional<String> ours = name.startsWith(".")
                            ? Optional.empty()
                            : DomainNames.of(name).flatMap(suffixes::registrable);
                    return equal(DomainNames.of(wanted), ours);
                }));
    }

    /// These cases have characters, not bytes.
    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static Optional<String> equal(Object wanted, Object ours) {
        return wanted.equals(ours) ? Optional.empty() : Optional.of(wanted + " is right, not " + ours);
    }

    @TestFactory
    Stream<DynamicTest> record_parse() {
        return cases("record-parse").stream()
                .map(test -> test("record-parse", string(test, "id"), () -> recordDifference(test)));
    }

    /// A record is right if nothing in it had to be passed over, and it asks for something.
    private static Optional<String> recordDifference(JsonObject test) {
        Optional<PolicyRecord> record = PolicyRecord.parse(string(test, "record"));
        boolean isRight =
                record.map(known -> known.isApplicable() && known.flaws() == 0).orElse(false);
        if (isRight != test.get("valid").getAsBoolean()) {
            return Optional.of((isRight ? "accepted: " : "refused: ") + string(test, "record") + " " + record);
        }
        return isRight && test.get("want").isJsonObject()
                ? wantDifference(record.orElseThrow(), test.getAsJsonObject("want"))
                : Optional.empty();
    }

    private static Optional<String> wantDifference(PolicyRecord record, JsonObject want) {
        for (var entry : want.entrySet()) {
            Optional<String> difference = switch (entry.getKey()) {
                case "p", "effective_p" ->
                    equal(entry.getValue().getAsString(), record.own().label());
                case "sp" ->
                    equal(entry.getValue().getAsString(), record.below(true).label());
                case "np" ->
                    equal(entry.getValue().getAsString(), record.below(false).label());
                case "adkim" -> equal(entry.getValue().getAsString(), record.strictDkim() ? "s" : "r");
                case "aspf" -> equal(entry.getValue().getAsString(), record.strictSpf() ? "s" : "r");
                case "fo" -> equal(entry.getValue().getAsString(), record.fo());
                case "rua" -> equal(places(entry.getValue().getAsJsonArray()), places(record.rua()));
                case "ruf" -> equal(places(entry.getValue().getAsJsonArray()), places(record.ruf()));
                default -> Optional.empty(); // what that library says about it
            };
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private static List<String> places(JsonArray wanted) {
        return wanted.asList().stream()
                .map(JsonElement::getAsJsonArray)
                .map(pair -> pair.get(0).getAsString() + " " + pair.get(1).getAsLong())
                .toList();
    }

    private static List<String> places(List<ReportUri> uris) {
        return uris.stream()
                .map(uri -> uri.address() + " " + (uri.limit() == Long.MAX_VALUE ? 0 : uri.limit()))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> record_lookup() {
        return cases("record-lookup").stream()
                .map(test -> test("record-lookup", string(test, "id"), () -> {
                    String domain = string(test, "domain");
                    DmarcResult result = check(
                            Zones.of(test.getAsJsonObject("zone")),
                            new DmarcRequest(domain, List.of(), List.of()),
                            Optional.empty());
                    return assertions(test, lookupView(result, domain));
                }));
    }

    private static Map<String, Object> lookupView(DmarcResult result, String domain) {
        Map<String, Object> view = new HashMap<>();
        view.put("", result.found().isPresent());
        result.found().ifPresent(found -> {
            view.put("v", "DMARC1");
            view.put("p", found.record().own().label());
            view.put("pct", (long) found.record().pct());
            view.put("rr", found.record().text());
            view.put("isOrgRecord", !found.domain().equals(domain));
        });
        return view;
    }

    private static Optional<String> assertions(JsonObject test, Map<String, Object> view) {
        for (JsonElement element : test.getAsJsonArray("assert")) {
            JsonObject assertion = element.getAsJsonObject();
            String path = string(assertion, "path");
            Optional<Object> ours = Optional.ofNullable(view.get(path));
            boolean holds = switch (string(assertion, "op")) {
                case "to.be.an" -> ours.equals(Optional.of(true));
                case "to.be.true" -> ours.equals(Optional.of(true));
                case "to.be.false" -> ours.equals(Optional.of(false));
                case "to.equal", "to.deep.equal" -> ours.equals(Optional.of(value(assertion)));
                case "to.contain", "to.include" ->
                    ours.map(String::valueOf).orElse("").contains(String.valueOf(value(assertion)));
                case "to.not.have.property" -> !view.containsKey(String.valueOf(value(assertion)));
                case "to.be.undefined", "to.not.be.ok" -> ours.isEmpty();
                default -> false;
            };
            if (!holds) {
                return Optional.of(assertion + ", not " + ours);
            }
        }
        return Optional.empty();
    }

    private static Object value(JsonObject assertion) {
        JsonElement value = assertion.getAsJsonArray("args").get(0);
        if (value instanceof JsonPrimitive primitive) {
            return primitive.isNumber() ? (Object) primitive.getAsLong() : primitive.getAsString();
        }
        return value instanceof JsonArray array
                ? array.asList().stream().map(JsonElement::getAsString).toList()
                : JsonNull.INSTANCE;
    }

    private static DmarcResult check(FakeDns dns, DmarcRequest request, Optional<SuffixList> list) {
        return new DmarcEvaluator(dns, CLOCK).check(request, list);
    }

    @TestFactory
    Stream<DynamicTest> verify() {
        List<JsonObject> all = new ArrayList<>(cases("verify"));
        all.addAll(shared("verify", "mail-dmarc.*"));
        return all.stream().flatMap(test -> {
            DynamicTest walk = test("verify", string(test, "id"), () -> verifyDifference(test, Optional.empty()));
            return string(test, "std").equals("rfc7489")
                    ? Stream.of(
                            walk,
                            test("verify-psl", string(test, "id"), () -> verifyDifference(test, Optional.of(suffixes))))
                    : Stream.of(walk);
        });
    }

    private Optional<String> verifyDifference(JsonObject test, Optional<SuffixList> list) {
        FakeDns dns = Zones.of(zone(test.get("zone")));
        String author = author(test);
        if (test.has("assert")) {
            DmarcRequest request = request(author, test);
            DmarcResult result = check(dns, request, list);
            Map<String, Object> view = mailauthView(result, dns);
            if (string(test, "std").equals("rfc7489")) {
                result.found()
                        .ifPresent(
                                found -> view.put("pct", (long) found.record().pct()));
            }
            return assertions(test, view);
        }
        JsonObject expect = test.getAsJsonObject("expect");
        return switch (string(expect, "result")) {
            case "report-accepted" -> place(dns, author, string(expect, "report_domain"), true);
            case "report-refused" -> place(dns, author, string(expect, "report_domain"), false);
            case "org-domain" -> organisation(dns, author, string(expect, "org_domain"));
            default -> difference(expect, check(dns, request(author, test), list));
        };
    }

    private static JsonObject zone(JsonElement zone) {
        if (zone.isJsonObject()) {
            return zone.getAsJsonObject();
        }
        try {
            return JsonParser.parseString(Files.readString(SHARED.resolve(zone.getAsString())))
                    .getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String author(JsonObject test) {
        String from = string(test, "header_from_domain") + string(test, "header_from");
        return DomainNames.of(from.substring(from.lastIndexOf('@') + 1)).orElseThrow();
    }

    private static DmarcRequest request(String author, JsonObject test) {
        List<Identifier> mailFrom = identifiers(test, "spf", "mfrom");
        List<Identifier> spf = mailFrom.isEmpty() ? identifiers(test, "spf", "helo") : mailFrom;
        return new DmarcRequest(author, spf, identifiers(test, "dkim", ""));
    }

    private static List<Identifier> identifiers(JsonObject test, String method, String scope) {
        return test.getAsJsonArray(method).asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(item -> scope.isEmpty() || string(item, "scope").equals(scope))
                .map(item -> Identifier.spf(string(item, "domain"), string(item, "result")))
                .toList();
    }

    private static Optional<String> place(FakeDns dns, String author, String domain, boolean isAccepted) {
        try {
            ReportUri uri = new ReportUri(new Address("reports", domain), Long.MAX_VALUE);
            Optional<ReportUri> place = new DmarcEvaluator(dns, CLOCK)
                    .places(Optional.empty())
                    .of(uri, author, ReportPlaces.Kind.AGGREGATE);
            return equal(isAccepted, place.isPresent());
        } catch (DmarcException e) {
            return equal(isAccepted, e.problem());
        }
    }

    private static Optional<String> organisation(FakeDns dns, String author, String wanted) {
        try {
            return equal(wanted, new TreeWalk(new Lookups(dns, CLOCK)).organisation(author));
        } catch (DmarcException e) {
            return Optional.of(e.problem());
        }
    }

    private static Optional<String> difference(JsonObject expect, DmarcResult result) {
        for (var entry : expect.entrySet()) {
            String wanted =
                    entry.getValue().isJsonNull() ? "" : entry.getValue().getAsString();
            Optional<String> difference = switch (entry.getKey()) {
                case "result" ->
                    wanted.startsWith("lookup-") ? equal(wanted, lookupWord(result)) : equal(wanted, result.word());
                case "reject" -> equal(wanted, String.valueOf(result.status() == Status.REJECT));
                case "policy_domain", "record_domain" ->
                    equal(wanted, result.found().map(Published::domain).orElse(""));
                case "spf_aligned" -> equal(wanted, String.valueOf(result.spf()));
                case "dkim_aligned" -> equal(wanted, String.valueOf(result.dkim()));
                case "policy" ->
                    result.status() == Status.ACCEPT
                            ? equal(
                                    wanted,
                                    result.found().orElseThrow().record().own().label())
                            : equal(wanted, result.disposition().label());
                case "disposition" -> equal(wanted, result.disposition().label());
                default -> Optional.of("nobody looks at " + entry.getKey());
            };
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private static String lookupWord(DmarcResult result) {
        if (result.isDecided()) {
            return "lookup-found";
        }
        return "lookup-" + result.word();
    }

    private static Map<String, Object> mailauthView(DmarcResult result, FakeDns dns) {
        Map<String, Object> view = new HashMap<>();
        view.put("status.result", result.word());
        view.put("status.header.from", result.author());
        view.put(
                "$dns_calls.filter(fn).map(fn)",
                dns.questions().stream()
                        .map(FakeDns.Question::name)
                        .filter(name -> name.startsWith("_dmarc."))
                        .toList());
        result.found().filter(_ -> result.isDecided()).ifPresent(found -> {
            PolicyRecord record = found.record();
            Policy policy = found.domain().equals(result.author()) ? record.own() : record.below(true);
            boolean isPass = result.status() == Status.ACCEPT;
            view.put("policy", (isPass ? policy : result.disposition()).label());
            view.put("domain", found.domain());
            view.put("status.header.d", found.domain());
            view.put("p", record.own().label());
            record.sp().ifPresent(sp -> view.put("sp", sp.label()));
            view.put("rr", record.text());
            if (result.spf()) {
                view.put("alignment.spf.result", found.domain());
            }
            if (result.dkim()) {
                view.put("alignment.dkim.result", found.domain());
            }
            view.put("alignment.dkim.strict", record.strictDkim());
            view.put("alignment.spf.strict", record.strictSpf());
        });
        return view;
    }

    @TestFactory
    Stream<DynamicTest> alignment_and_author_domain() {
        List<JsonObject> all = new ArrayList<>(cases("alignment-fromdomain"));
        all.addAll(shared("alignment-fromdomain", "fromdomain-(22|23|25|26|27|29|30|31)"));
        return all.stream()
                .map(test -> test(
                        "alignment-fromdomain",
                        string(test, "id"),
                        () -> string(test, "kind").equals("alignment") ? alignment(test) : fromDomain(test)));
    }

    private Optional<String> alignment(JsonObject test) {
        Optional<String> author = DomainNames.of(string(test, "a"));
        Optional<String> other = DomainNames.of(string(test, "b"));
        boolean isAligned = author.isPresent() && other.isPresent() && isAligned(author.get(), other.get(), test);
        return equal(test.get("aligned").getAsBoolean(), isAligned);
    }

    private boolean isAligned(String author, String other, JsonObject test) {
        String letter = string(test, "mode").substring(0, 1);
        FakeDns dns = new FakeDns().txt("_dmarc." + author, "v=DMARC1; p=reject; adkim=" + letter);
        DmarcRequest request = new DmarcRequest(author, List.of(), List.of(Identifier.dkim(other, "pass", "selector")));
        return check(dns, request, Optional.of(suffixes)).status() == Status.ACCEPT;
    }

    private static Optional<String> fromDomain(JsonObject test) {
        Optional<String> ours = AuthorDomain.of(string(test, "header").replaceFirst("^From: ", ""))
                .domain();
        return equal(string(test, "domain"), ours.orElse(""));
    }

    @TestFactory
    Stream<DynamicTest> rspamd() {
        FakeDns dns =
                Zones.rspamd(JsonParser.parseString(read("rspamd.zones.json")).getAsJsonArray());
        return cases("rspamd-e2e").stream()
                .map(test -> test("rspamd-e2e", string(test, "id"), () -> {
                    List<Identifier> spf = spf(dns, string(test, "mailfrom"), string(test, "client_ip"));
                    return equal(string(test, "kind"), symbol(message(test, dns, spf, true)));
                }));
    }

    /// SPF of a policy that only names addresses.
    private static List<Identifier> spf(FakeDns dns, String sender, String client) {
        String domain = sender.substring(sender.lastIndexOf('@') + 1);
        try {
            return domain.isEmpty()
                    ? List.of()
                    : new Lookups(dns, CLOCK)
                            .texts(domain).stream()
                                    .filter(text -> text.startsWith("v=spf1"))
                                    .map(text -> text.contains("ip4:" + client + " ") ? "pass" : "fail")
                                    .map(result -> Identifier.spf(domain, result))
                                    .toList();
        } catch (DmarcException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The result for a message, all of whose signatures pass, or none.
    private DmarcResult message(JsonObject test, FakeDns dns, List<Identifier> spf, boolean isSigned) {
        List<Header> headers = headers(read(string(test, "message")));
        List<Identifier> signatures = headers.stream()
                .filter(header -> header.is("DKIM-Signature"))
                .map(header -> SIGNATURE_DOMAIN.matcher(header.value()))
                .filter(Matcher::find)
                .map(found -> Identifier.dkim(found.group(1), isSigned ? "pass" : "fail", "s"))
                .toList();
        AuthorDomain author = AuthorDomain.of(headers);
        return check(dns, new DmarcRequest(author.domain().orElseThrow(), spf, signatures), Optional.of(suffixes));
    }

    private static List<Header> headers(String message) {
        String header = message.replace("\r\n", "\n").split("\n\n", 2)[0];
        return Stream.of(header.split("\n(?![ \t])")).map(Header::new).toList();
    }

    private static String symbol(DmarcResult result) {
        return switch (result.status()) {
            case ACCEPT -> "DMARC_POLICY_ALLOW";
            case NONE -> "DMARC_POLICY_SOFTFAIL";
            case QUARANTINE -> "DMARC_POLICY_QUARANTINE";
            case REJECT -> "DMARC_POLICY_REJECT";
            case NORECORD -> "DMARC_NA";
            case TEMPERROR, NOFROM, OFF -> result.status().label();
        };
    }

    /// The messages come without the DNS of their day: policies as their names say, signatures as the case
    /// says.
    @TestFactory
    Stream<DynamicTest> spamassassin() {
        FakeDns dns = FakeDns.of("""
                _dmarc.dmarc1.spamassassin.org TXT v=DMARC1; p=none
                _dmarc.dmarc2.spamassassin.org TXT v=DMARC1; p=quarantine
                _dmarc.dmarc3.spamassassin.org TXT v=DMARC1; p=reject
                """);
        return cases("spamassassin").stream()
                .map(test -> test("spamassassin", string(test, "id"), () -> {
                    boolean passes = string(test, "expect").equals("pass");
                    DmarcResult result = message(test, dns, List.of(), passes);
                    return equal(passes, result.status() == Status.ACCEPT);
                }));
    }
}
