package org.postern.dane;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.postern.api.dns.DnsRecord;
import org.postern.testkit.Conformance;

/// The certificates of OpenSSL's DANE tests: a leaf for `example.com`, `Issuer CA`, `Root CA`.
final class Chains {
    private static final String THREE = "danetest-012";

    private Chains() {}

    /// The cases of a suite.
    static List<JsonObject> cases(Conformance suites, String suite) {
        return suites.text(suite + ".jsonl", StandardCharsets.UTF_8)
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    /// Leaf, issuer and root.
    static List<X509Certificate> three() {
        JsonObject found = cases(Conformance.of(Chains.class), "openssl-danetest").stream()
                .filter(one -> one.get("id").getAsString().equals(THREE))
                .findFirst()
                .orElseThrow();
        try {
            return chain(found.getAsJsonArray("chain_der_base64"));
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<X509Certificate> chain(JsonArray encoded) throws CertificateException {
        List<X509Certificate> chain = new ArrayList<>();
        for (JsonElement item : encoded) {
            byte[] der = Base64.getDecoder().decode(item.getAsString());
            chain.add((X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
        }
        return chain;
    }

    /// The record that is for a certificate.
    static DnsRecord.Tlsa tlsa(int usage, int selector, int matching, X509Certificate certificate) {
        try {
            byte[] whole = selector == 0
                    ? certificate.getEncoded()
                    : certificate.getPublicKey().getEncoded();
            byte[] data = switch (matching) {
                case 1 -> MessageDigest.getInstance("SHA-256").digest(whole);
                case 2 -> MessageDigest.getInstance("SHA-512").digest(whole);
                default -> whole;
            };
            return new DnsRecord.Tlsa(usage, selector, matching, HexFormat.of().formatHex(data));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A record that is for nothing.
    static DnsRecord.Tlsa wrong(int usage, int selector, int matching) {
        return new DnsRecord.Tlsa(usage, selector, matching, "ab".repeat(matching == 2 ? 64 : 32));
    }
}
