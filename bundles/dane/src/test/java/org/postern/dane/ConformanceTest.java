package org.postern.dane;

import com.google.gson.JsonObject;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.api.mail.Host;
import org.postern.testkit.Conformance;
import org.postern.testkit.FakeDns;

/// Every case of the suites that others wrote. `exceptions.tsv` names those that we do not follow, with a
/// reason each; one that we follow after all fails, so that the list stays true.
@NullMarked
class ConformanceTest {
    private static final Conformance SUITES = Conformance.of(ConformanceTest.class);

    @AfterAll
    static void print_the_counts() {
        System.out.print(SUITES.counts());
    }

    private static DynamicTest test(String suite, JsonObject one, java.util.function.Supplier<String> ours) {
        String id = one.get("id").getAsString();
        return DynamicTest.dynamicTest(suite + " " + id, () -> {
            String expected = expected(one);
            String found = ours.get();
            SUITES.judge(
                    suite,
                    id,
                    found.equals(expected) ? Optional.empty() : Optional.of(found + " in place of " + expected));
        });
    }

    private static String expected(JsonObject one) {
        if (one.has("verify_result")) {
            int result = one.get("verify_result").getAsInt();
            return result == 0
                    ? "ok at " + one.get("match_depth").getAsInt()
                    : one.get("verify_name").getAsString();
        }
        return one.get("expect").getAsString();
    }

    @TestFactory
    Stream<DynamicTest> openssl() {
        return Chains.cases(SUITES, "openssl-danetest").stream()
                .map(one -> test("openssl-danetest", one, () -> verdict(one)));
    }

    private static String verdict(JsonObject one) {
        List<DnsRecord.Tlsa> records = new ArrayList<>();
        one.getAsJsonArray("tlsa").forEach(item -> {
            JsonObject record = item.getAsJsonObject();
            records.add(new DnsRecord.Tlsa(
                    record.get("usage").getAsInt(),
                    record.get("selector").getAsInt(),
                    record.get("mtype").getAsInt(),
                    record.get("data").getAsString()));
        });
        Associations usable = Associations.of(records);
        if (usable.isEmpty()) {
            return "no usable records";
        }
        String name = one.get("reference_identity").getAsString();
        try {
            List<X509Certificate> chain = Chains.chain(one.getAsJsonArray("chain_der_base64"));
            List<X509Certificate> path = DaneVerifier.of(usable, List.of(name), InstantSource.system())
                    .verify(chain, name);
            return "ok at " + (path.size() - 1);
        } catch (CertificateException e) {
            return switch (org.postern.api.net.BadCertificate.faultOf(e)) {
                case TLSA_INVALID -> "DANE no match";
                case CERTIFICATE_HOST_MISMATCH -> "hostname mismatch";
                default -> String.valueOf(e.getMessage());
            };
        }
    }

    /// The scenarios of mox are prose: what each says of the DNS is put into records here.
    private static final Map<String, String> ZONES = Map.ofEntries(
            Map.entry("mox-00", "secure 311"),
            Map.entry("mox-02", "secure x201 311"),
            Map.entry("mox-03", "secure 201"),
            Map.entry("mox-04", "secure"),
            Map.entry("mox-05", "insecure-tlsa 311"),
            Map.entry("mox-06", "insecure-cname 311"),
            Map.entry("mox-07", "second-hop 311"),
            Map.entry("mox-08", "secure-cname 201"),
            Map.entry("mox-11", "secure 312"),
            Map.entry("mox-14", "secure unknown"),
            Map.entry("mox-15", "secure 200"),
            Map.entry("mox-16", "secure malformed"),
            Map.entry("mox-18", "secure 111"),
            Map.entry("mox-19", "secure 001"));

    @TestFactory
    Stream<DynamicTest> mox() {
        return Chains.cases(SUITES, "lookup-semantics").stream()
                .map(one -> test("lookup-semantics", one, () -> outcome(one)));
    }

    private static String outcome(JsonObject one) {
        List<String> words =
                List.of(ZONES.getOrDefault(one.get("id").getAsString(), "").split(" ", -1));
        String expected = expected(one);
        Outcome ours = outcome(words.getFirst(), words.subList(1, words.size()));
        return ours.allows(expected) ? expected : ours.toString();
    }

    /// What we make of a scenario.
    ///
    /// @param word `ok`, `no-records`, `insecure`, `no usable records` or `no match`
    /// @param base the TLSA base domain
    private record Outcome(String word, String base) {
        /// Whether that is what the prose says. A PKIX usage is not usable, and so never makes delivery fail.
        boolean allows(String expected) {
            return switch (expected) {
                case "ok (initial name)" -> word.equals("ok") && base.equals("mx.alias.example");
                case "ok (expanded name)" -> word.equals("ok") && base.equals("example.com");
                case "no usable / no match" -> word.equals("no usable records") || word.equals("no match");
                default -> word.equals(expected);
            };
        }
    }

    private static Outcome outcome(String dnssec, List<String> records) {
        boolean alias = List.of("insecure-cname", "second-hop", "secure-cname").contains(dnssec);
        FakeDns dns = FakeDns.of("").address("example.com", "192.0.2.1").cname("mx.alias.example", "example.com");
        String owner = dnssec.equals("second-hop") ? "_25._tcp.mx.alias.example" : "_25._tcp.example.com";
        records.forEach(word -> dns.record(owner, DnsType.TLSA, record(word)));
        if (!dnssec.equals("insecure-tlsa") && !dnssec.equals("second-hop") && !dnssec.equals("insecure-cname")) {
            dns.secure("example.com");
        }
        if (dnssec.equals("second-hop") || dnssec.equals("secure-cname")) {
            dns.secure("alias.example");
        }
        boolean secure = dnssec.equals("secure") || dnssec.equals("secure-cname") || dnssec.equals("insecure-tlsa");
        Host plain = new Host(
                alias ? "mx.alias.example" : "example.com", Optional.empty(), 25, 10, !dnssec.equals("insecure-cname"));
        Host host = plain.expandedTo("example.com").at(java.net.InetAddress.ofLiteral("192.0.2.1"), secure);
        return switch (new TlsaLookup(dns).find(host, 25, _ -> {})) {
            case TlsaLookup.Result.Failed(String reason) -> new Outcome("failed: " + reason, "");
            case TlsaLookup.Result.None(String reason) ->
                new Outcome(
                        dns.questions().stream().anyMatch(asked -> asked.type() == DnsType.TLSA)
                                        && !reason.endsWith("not secure")
                                ? "no-records"
                                : "insecure",
                        "");
            case TlsaLookup.Result.Secure found -> new Outcome(verified(found), found.base());
        };
    }

    private static String verified(TlsaLookup.Result.Secure found) {
        Associations usable = Associations.of(found.records());
        if (usable.isEmpty()) {
            return "no usable records";
        }
        try {
            // The certificate is for example.com, which is one of the names of the host.
            return DaneVerifier.of(usable, List.of("example.com"), InstantSource.system())
                            .verify(Chains.three(), "")
                            .isEmpty()
                    ? "nothing"
                    : "ok";
        } catch (CertificateException _) {
            return "no match";
        }
    }

    private static DnsRecord.Tlsa record(String word) {
        List<X509Certificate> chain = Chains.three();
        return switch (word) {
            case "x201" -> Chains.wrong(2, 0, 1);
            case "unknown" -> Chains.wrong(10, 1, 1);
            case "malformed" -> new DnsRecord.Tlsa(2, 0, 0, "3003020100");
            default -> {
                int usage = word.charAt(0) - '0';
                int selector = word.charAt(1) - '0';
                int matching = word.charAt(2) - '0';
                boolean anchor = usage == 2 || usage == 0;
                yield Chains.tlsa(usage, selector, matching, chain.get(anchor ? 1 : 0));
            }
        };
    }
}
