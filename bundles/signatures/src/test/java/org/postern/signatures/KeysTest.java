package org.postern.signatures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.api.dns.DnsRecord;
import org.postern.api.dns.DnsType;
import org.postern.testkit.FakeDns;

@NullMarked
class KeysTest {
    /// The keys of RFC 8463, A.2 and A.3.
    private static final String ED25519_SEED = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";

    private static final String ED25519_PUBLIC = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    private static final byte[] DATA = Latin.bytes("what is signed");

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static KeyPair rsa(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + kind
                + "-----\n";
    }

    private static byte[] integer(BigInteger number) {
        return Der.element(Der.INTEGER, number.toByteArray());
    }

    private static byte[] bare(RSAPublicKey key) {
        return Der.element(Der.SEQUENCE, integer(key.getModulus()), integer(key.getPublicExponent()));
    }

    private static byte[] pkcs1(RSAPrivateCrtKey key) {
        return Der.element(
                Der.SEQUENCE,
                integer(BigInteger.ZERO),
                integer(key.getModulus()),
                integer(key.getPublicExponent()),
                integer(key.getPrivateExponent()),
                integer(key.getPrimeP()),
                integer(key.getPrimeQ()),
                integer(key.getPrimeExponentP()),
                integer(key.getPrimeExponentQ()),
                integer(key.getCrtCoefficient()));
    }

    @Test
    void verifies_with_an_rsa_key_in_both_forms_what_was_signed_with_one_in_both_forms() throws Exception {
        KeyPair pair = rsa(1024);
        PublicKey info = PublicKey.parse(KeyType.RSA, base64(pair.getPublic().getEncoded()));
        PublicKey bare = PublicKey.parse(KeyType.RSA, base64(bare((RSAPublicKey) pair.getPublic())));
        PrivateKey pkcs8 = PrivateKey.parse(pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        PrivateKey pkcs1 = PrivateKey.parse(pem("RSA PRIVATE KEY", pkcs1((RSAPrivateCrtKey) pair.getPrivate())));
        assertThat(bare).isEqualTo(info).hasToString("rsa 1024");
        for (SignatureAlgorithm algorithm : List.of(SignatureAlgorithm.RSA_SHA256, SignatureAlgorithm.RSA_SHA512)) {
            byte[] signature = pkcs8.sign(algorithm, DATA);
            assertThat(pkcs1.sign(algorithm, DATA)).isEqualTo(signature);
            assertThat(info.verifies(algorithm, DATA, signature)).isTrue();
            assertThat(info.verifies(algorithm, Latin.bytes("something else"), signature))
                    .isFalse();
            assertThat(info.verifies(SignatureAlgorithm.ED25519_SHA256, DATA, signature))
                    .isFalse();
        }
    }

    @Test
    void verifies_and_signs_with_the_ed25519_key_of_the_rfc() throws Exception {
        PublicKey key = PublicKey.parse(KeyType.ED25519, ED25519_PUBLIC);
        PrivateKey raw = PrivateKey.parse(ED25519_SEED + "\n");
        byte[] signature = raw.sign(SignatureAlgorithm.ED25519_SHA256, DATA);
        assertThat(key.verifies(SignatureAlgorithm.ED25519_SHA256, DATA, signature))
                .isTrue();
        signature[3] ^= 1;
        assertThat(key.verifies(SignatureAlgorithm.ED25519_SHA256, DATA, signature))
                .isFalse();
        assertThat(key.bits()).isEqualTo(256);
        assertThat(raw).hasToString("ed25519 256");
    }

    @Test
    void reads_an_ed25519_key_as_pkcs8_and_as_subject_public_key_info() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        PrivateKey privateKey =
                PrivateKey.parse(pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        byte[] info = pair.getPublic().getEncoded();
        byte[] signature = privateKey.sign(SignatureAlgorithm.ED25519_SHA256, DATA);
        for (byte[] form : List.of(info, Arrays.copyOfRange(info, info.length - 32, info.length))) {
            assertThat(PublicKey.parse(KeyType.ED25519, base64(form))
                            .verifies(SignatureAlgorithm.ED25519_SHA256, DATA, signature))
                    .isTrue();
        }
    }

    @Test
    void never_verifies_with_a_historic_algorithm() throws Exception {
        KeyPair pair = rsa(1024);
        java.security.Signature signer = java.security.Signature.getInstance("SHA1withRSA");
        signer.initSign(pair.getPrivate());
        signer.update(DATA);
        byte[] signature = signer.sign();
        PublicKey key = PublicKey.parse(KeyType.RSA, base64(pair.getPublic().getEncoded()));
        assertThat(key.verifies(SignatureAlgorithm.RSA_SHA1, DATA, signature)).isFalse();
        assertThatThrownBy(() -> PrivateKey.parse(
                                pem("PRIVATE KEY", pair.getPrivate().getEncoded()))
                        .sign(SignatureAlgorithm.RSA_SHA1, DATA))
                .hasMessage("a key of kind rsa does not sign with rsa-sha1");
    }

    @Test
    void does_not_take_keys_that_are_too_small_or_cost_too_much() {
        BigInteger e = BigInteger.valueOf(65_537);
        byte[] huge =
                Der.element(Der.SEQUENCE, integer(BigInteger.ONE.shiftLeft(9000).add(e)), integer(e));
        byte[] small =
                Der.element(Der.SEQUENCE, integer(BigInteger.ONE.shiftLeft(300).add(e)), integer(e));
        byte[] exponent = Der.element(
                Der.SEQUENCE,
                integer(BigInteger.ONE.shiftLeft(2047).add(e)),
                integer(BigInteger.ONE.shiftLeft(2000).add(e)));
        assertThatThrownBy(() -> PublicKey.parse(KeyType.RSA, base64(huge))).hasMessage("an RSA key of 9001 bits");
        assertThatThrownBy(() -> PublicKey.parse(KeyType.RSA, base64(small))).hasMessage("an RSA key of 301 bits");
        assertThatThrownBy(() -> PublicKey.parse(KeyType.RSA, base64(exponent)))
                .hasMessage("an RSA key with an exponent of 2001 bits");
        assertThatThrownBy(() -> PublicKey.parse(KeyType.RSA, "A".repeat(12_000)))
                .hasMessage("a key of 12000 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\n***secret***\n-----END PRIVATE KEY-----",
                "-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n-----END EC PRIVATE KEY-----",
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nc2VjcmV0\n-----END ENCRYPTED PRIVATE KEY-----"
            })
    void says_nothing_of_a_private_key_that_cannot_be_read(String text) {
        assertThatThrownBy(() -> PrivateKey.parse(text))
                .isInstanceOf(SyntaxException.class)
                .hasMessageContaining("private key")
                .hasMessageNotContainingAny("secret", "c2Vj");
    }

    @Test
    void reads_a_key_record() throws Exception {
        KeyRecord record =
                KeyRecord.parse("v=DKIM1; k=ed25519; h=sha256:sha1; s=email; t=y:s; n=for people; x=y; p=AB CD");
        assertThat(record)
                .isEqualTo(new KeyRecord(
                        "ed25519", List.of("sha256", "sha1"), "email", List.of("y", "s"), "*", "for people", "ABCD"));
        assertThat(record.isTesting()).isTrue();
        assertThat(record.forbidsSubdomains()).isTrue();
        assertThat(record.isForMail()).isTrue();
        assertThat(record.allows(HashAlgorithm.SHA512)).isFalse();
        assertThat(KeyRecord.parse("p=AB").keyTypeName()).isEqualTo("rsa");
        assertThat(KeyRecord.parse("s=tlsrpt; p=AB").isForMail()).isFalse();
        assertThat(KeyRecord.parse("s=; p=AB").isForMail()).isTrue();
        assertThat(KeyRecord.parse("p=").isRevoked()).isTrue();
        assertThatThrownBy(() -> KeyRecord.parse("v=DKIM2; p=AB")).hasMessage("a key record of another version");
        assertThatThrownBy(() -> KeyRecord.parse("p=AB; v=DKIM1")).hasMessage("a key record of another version");
        assertThatThrownBy(() -> KeyRecord.parse("v=spf1 -all")).isInstanceOf(SyntaxException.class);
    }

    @Test
    void keeps_apart_what_the_dns_may_say() throws Exception {
        FakeDns dns = FakeDns.of("""
                good._domainkey.example.org     TXT v=DKIM1; k=ed25519; p=%s
                revoked._domainkey.example.org  TXT v=DKIM1; p=
                broken._domainkey.example.org   TXT v=DKIM1; p=***
                odd._domainkey.example.org      TXT v=DKIM1; k=dsa; p=AAAA
                two._domainkey.example.org      TXT v=spf1 -all
                two._domainkey.example.org      TXT k=ed25519; p=%s
                down._domainkey.example.org     SERVFAIL
                loop._domainkey.example.org     CNAME loop._domainkey.example.org
                """.formatted(ED25519_PUBLIC, ED25519_PUBLIC));
        dns.record(
                "parts._domainkey.example.org",
                DnsType.TXT,
                DnsRecord.Txt.of(
                        List.of("k=ed25519; p=" + ED25519_PUBLIC.substring(0, 7), ED25519_PUBLIC.substring(7))));
        PublicKeys keys = new PublicKeys(dns);
        PublicKey key = PublicKey.parse(KeyType.ED25519, ED25519_PUBLIC);
        for (String selector : List.of("good", "two", "parts")) {
            assertThat(keys.find(selector, "example.org"))
                    .isInstanceOfSatisfying(
                            KeyAnswer.Found.class,
                            found -> assertThat(found.key()).isEqualTo(key));
        }
        assertThat(keys.find("revoked", "example.org")).isInstanceOf(KeyAnswer.Revoked.class);
        assertThat(keys.find("broken", "example.org")).isEqualTo(new KeyAnswer.Invalid("a key that is not base64"));
        assertThat(keys.find("odd", "example.org")).isEqualTo(new KeyAnswer.Invalid("an unknown kind of key in k="));
        assertThat(keys.find("none", "example.org")).isEqualTo(new KeyAnswer.Missing());
        assertThat(keys.find("down", "example.org")).isInstanceOf(KeyAnswer.Unknown.class);
        assertThat(keys.find("loop", "example.org")).isInstanceOf(KeyAnswer.Unknown.class);
    }

    @Test
    void asks_the_resolver_for_a_name_in_utf8_as_it_is() {
        assertThat(PublicKeys.name("s", "b\u00c3\u00bccher.example"))
                .isEqualTo("s._domainkey.b\u00c3\u00bccher.example");
    }

    @Test
    void looks_at_a_bounded_number_of_records() {
        List<String> records = java.util.stream.IntStream.range(0, 5000)
                .mapToObj(i -> "v=DKIM1; p=*" + i)
                .toList();
        FakeDns dns = new FakeDns();
        records.forEach(record -> dns.txt("s._domainkey.example.org", record));
        dns.txt("s._domainkey.example.org", "k=ed25519; p=" + ED25519_PUBLIC);
        assertThat(new PublicKeys(dns).find("s", "example.org")).isInstanceOf(KeyAnswer.Invalid.class);
    }
}
