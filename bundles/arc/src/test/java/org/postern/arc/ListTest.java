package org.postern.arc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.api.mail.Header;
import org.postern.api.mail.Message;
import org.postern.arc.ArcResult.State;
import org.postern.signatures.BodyHash;
import org.postern.signatures.Canonicalization;
import org.postern.signatures.FieldSigner;
import org.postern.signatures.HashAlgorithm;
import org.postern.signatures.PrivateKey;
import org.postern.signatures.SignatureAlgorithm;
import org.postern.signatures.SignatureField;
import org.postern.testkit.FakeDns;

/// A message that a mailing list changes: DKIM does not hold any more, and the chain tells that it did.
@NullMarked
class ListTest {
    private final Town town = new Town();
    private final FakeDns dns = town.dns();
    private final InstantSource clock = InstantSource.fixed(Town.NOW);

    /// The author's own signature, over header and body.
    private String signed(String message) throws Exception {
        Message parsed = Arrival.message(message);
        BodyHash hash = new BodyHash(Canonicalization.RELAXED, HashAlgorithm.SHA256, OptionalLong.empty());
        parsed.body().orElseThrow().writeTo(new HashStream(hash::update));
        Header field = new FieldSigner(
                        PrivateKey.parse(town.pem()), SignatureAlgorithm.RSA_SHA256, Canonicalization.RELAXED)
                .sign(
                        parsed.headers().stream()
                                .filter(header -> header.is("from"))
                                .toList(),
                        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=lists.example.org; s=2026a; h=from; bh="
                                + Base64.getEncoder().encodeToString(hash.digest()) + "; b=");
        return field.text() + message;
    }

    /// Whether the body is still the one that the author signed.
    private static boolean holds(String message) throws Exception {
        Message parsed = Arrival.message(message);
        SignatureField field = SignatureField.parse(parsed.headers().stream()
                .filter(header -> header.is("DKIM-Signature"))
                .findFirst()
                .orElseThrow());
        BodyHash hash = field.startBodyHash(HashAlgorithm.SHA256);
        parsed.body().orElseThrow().writeTo(new HashStream(hash::update));
        return Arrays.equals(hash.digest(), field.bodyHash().bytes());
    }

    @Test
    void a_list_that_adds_a_footer_breaks_dkim_and_not_the_chain() throws Exception {
        String written = signed(Town.MESSAGE);
        String forwarded = town.sealed(written);
        assertThat(holds(forwarded)).isTrue();
        assertThat(Arrival.result(forwarded, dns, clock))
                .isEqualTo(new ArcResult(State.PASS, "", 1, 1, List.of(Town.DOMAIN)));

        String listed = forwarded.replace("Subject: ", "Subject: [list] ") + "-- \r\nThe list\r\n";
        assertThat(holds(listed)).isFalse();
        assertThat(Arrival.result(listed, dns, clock).state()).isEqualTo(State.FAIL);

        String sealed = town.sealed(listed, "pass");
        assertThat(holds(sealed)).isFalse();
        assertThat(Arrival.result(sealed, dns, clock))
                .isEqualTo(new ArcResult(State.PASS, "", 2, 2, List.of(Town.DOMAIN, Town.DOMAIN)));
        assertThat(results(sealed)).contains("i=1; lists.example.org;\r\n\tspf=pass");
    }

    private static String results(String message) {
        return Arrival.message(message).headers().stream()
                .filter(field -> field.is("ARC-Authentication-Results"))
                .map(Header::text)
                .collect(Collectors.joining());
    }

    @Test
    void a_stranger_cannot_take_the_chain_to_another_message() {
        String sealed = town.sealed(Town.MESSAGE);
        String chain = sealed.substring(0, sealed.length() - Town.MESSAGE.length());
        assertThat(chain).startsWith("ARC-Seal");
        String other = Town.MESSAGE.replace("Hello, all.", "Buy this.");
        assertThat(Arrival.result(chain + other, dns, clock).reason())
                .isEqualTo("message signature 1: the body has changed");
        Town stranger = new Town();
        assertThat(Arrival.result(stranger.sealed(chain + other, "pass"), dns, clock)
                        .reason())
                .isEqualTo("message signature 2: the signature is wrong");
    }

    @Test
    void every_change_of_a_sealed_field_breaks_the_chain() {
        String sealed = town.sealed(town.sealed(Town.MESSAGE));
        for (String change :
                List.of("i=1; lists.example.org;\r\n\tspf=pass", "cv=none", "i=1; a=rsa", "subject", "d=lists")) {
            int at = sealed.lastIndexOf(change);
            String changed = sealed.substring(0, at)
                    + change.replaceFirst("[a-z=]{3}$", "xyz")
                    + sealed.substring(at + change.length());
            assertThat(changed).isNotEqualTo(sealed);
            assertThat(Arrival.result(changed, dns, clock).state()).as(change).isEqualTo(State.FAIL);
        }
    }
}
