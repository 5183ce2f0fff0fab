package org.postern.ocsp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.postern.ocsp.OcspResult.Status;
import org.postern.testkit.Conformance;

/// Every case of the suites that others wrote. `exceptions.tsv` names those that we do not follow, with a
/// reason each; one that we follow after all fails, so that the list stays true. Exim's certificates may not
/// be
/// copied: they are read from `../shared/conformance` beside the repository, where that is there.
@NullMarked
class ConformanceTest {
    private static final Conformance SUITES = Conformance.of(ConformanceTest.class);
    private static final Path SHARED =
            Path.of(System.getProperty("postern.shared", "../../../shared")).resolve("conformance/ocsp");
    private static final Instant EXIM_CLOCK = Instant.parse("2026-01-01T00:00:00Z");

    private final OcspVerifier verifier = new OcspVerifier();

    @AfterAll
    static void print_the_counts() {
        System.out.print(SUITES.counts());
    }

    private interface Verdict {
        Optional<String> difference() throws IOException, CertificateException;
    }

    private static DynamicTest test(String suite, JsonObject test, Verdict verdict) {
        String id = string(test, "id");
        return DynamicTest.dynamicTest(suite + " " + id, () -> SUITES.judge(suite, id, verdict.difference()));
    }

    private static Stream<JsonObject> cases(String lines) {
        return lines.lines().map(line -> JsonParser.parseString(line).getAsJsonObject());
    }

    private static Stream<JsonObject> suite(String name) {
        return cases(SUITES.text(name + ".jsonl", StandardCharsets.UTF_8));
    }

    /// A member; the empty string if it is absent or null.
    private static String string(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value == null || value.isJsonNull() ? "" : value.getAsString();
    }

    private static Optional<String> differs(String right, String ours, String reason) {
        return right.equals(ours) ? Optional.empty() : Optional.of(right + " is right, not " + ours + ": " + reason);
    }

    private static List<X509Certificate> certificates(byte[] bytes) throws CertificateException {
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes)).stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    private static X509Certificate certificate(String base64) throws CertificateException {
        return certificates(Base64.getDecoder().decode(base64)).getFirst();
    }

    /// Of the suite's words, `unknown` stands for all that cannot be believed.
    @TestFactory
    Stream<DynamicTest> boringssl() {
        return suite("boringssl")
                .map(test -> test("boringssl", test, () -> {
                    X509Certificate leaf = certificate(string(test, "cert_der_base64"));
                    Subject subject = new Subject(
                            leaf.getSerialNumber(),
                            certificate(string(test, "issuer_der_base64")),
                            leaf.getNotAfter().toInstant());
                    OcspResult result = verifier.verify(
                            Base64.getDecoder().decode(string(test, "response_der_base64")),
                            subject,
                            Instant.ofEpochSecond(test.get("now").getAsLong()));
                    String ours = switch (result.status()) {
                        case GOOD -> "good";
                        case REVOKED -> "revoked";
                        case UNKNOWN, STALE, BAD -> "unknown";
                    };
                    return differs(string(test, "status"), ours, result.reason());
                }));
    }

    /// The suite tells whether signer and issuer are right; its responses ended before its clock. An answer
    /// is
    /// about the number that it names, since the certificates are not there.
    @TestFactory
    Stream<DynamicTest> openssl() {
        return suite("openssl")
                .map(test -> test("openssl", test, () -> {
                    byte[] der = Base64.getMimeDecoder()
                            .decode(SUITES.text(string(test, "response"), StandardCharsets.US_ASCII));
                    Instant now = Instant.ofEpochSecond(test.get("now").getAsLong());
                    String reason = "";
                    for (X509Certificate issuer : certificates(SUITES.bytes(string(test, "verify_other")))) {
                        OcspResult result = verifier.verify(der, new Subject(serial(der), issuer, Instant.MAX), now);
                        reason = result.reason();
                        if (result.status() != Status.BAD) {
                            return differs(string(test, "valid"), "true", reason);
                        }
                    }
                    return differs(string(test, "valid"), "false", reason);
                }));
    }

    private static BigInteger serial(byte[] der) {
        try {
            return OcspResponse.parse(der).answers().getFirst().getCertID().getSerialNumber();
        } catch (OcspException _) {
            return BigInteger.ZERO;
        }
    }

    /// The suite is about reading: its names say what is in the files.
    @TestFactory
    Stream<DynamicTest> cryptography() {
        return suite("cryptography")
                .map(test -> test("cryptography", test, () -> {
                    String file = string(test, "file");
                    if (string(test, "kind").equals("req")) {
                        return Optional.of("requests are made and not read");
                    }
                    String right = switch (file.replaceFirst("cryptography/resp-(.*)\\.der", "$1")) {
                        case "revoked",
                                "revoked-reason",
                                "revoked-no-next-update",
                                "unknown-hash-alg",
                                "unknown-extension",
                                "responder-key-hash" -> "revoked";
                        case "sha256", "sct-extension" -> "good";
                        case "successful-no-response-bytes" -> "malformed: no response in it";
                        case "unauthorized" -> "the responder says unauthorized";
                        case "unknown-response-status" -> "the responder says ";
                        default -> "a case that is not known";
                    };
                    String ours = read(SUITES.bytes(file));
                    return ours.startsWith(right) ? Optional.empty() : differs(right, ours, "");
                }));
    }

    private static String read(byte[] der) {
        try {
            SingleResp answer = OcspResponse.parse(der).answers().getFirst();
            return switch (answer.getCertStatus()) {
                case null -> "good";
                case RevokedStatus _ -> "revoked";
                default -> "unknown";
            };
        } catch (OcspException e) {
            return e.reason();
        }
    }

    /// The certificates of Exim's tests.
    @TestFactory
    Stream<DynamicTest> exim() throws IOException {
        if (!Files.exists(SHARED.resolve("exim-ca.jsonl"))) {
            System.out.println("not run: " + SHARED + "/exim-ca.jsonl is not there");
            return Stream.empty();
        }
        return cases(Files.readString(SHARED.resolve("exim-ca.jsonl")))
                .map(test -> test("exim-ca", test, () -> eximDifference(test)));
    }

    private Optional<String> eximDifference(JsonObject test) throws IOException, CertificateException {
        X509Certificate leaf = certificates(Files.readAllBytes(SHARED.resolve(string(test, "cert"))))
                .getFirst();
        byte[] der = Files.readAllBytes(SHARED.resolve(string(test, "response")));
        X509Certificate issuer = certificates(Files.readAllBytes(SHARED.resolve(string(test, "ca_chain")))).stream()
                .filter(candidate -> Subject.isIssuedBy(leaf, candidate))
                .findFirst()
                .orElseThrow();
        Subject subject =
                new Subject(leaf.getSerialNumber(), issuer, leaf.getNotAfter().toInstant());
        OcspResult result = verifier.verify(der, subject, EXIM_CLOCK);
        return differs(string(test, "expect"), result.status().label(), result.reason());
    }
}
