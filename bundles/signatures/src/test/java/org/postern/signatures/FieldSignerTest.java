package org.postern.signatures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postern.api.mail.Header;

@NullMarked
class FieldSignerTest {
    @ParameterizedTest
    @EnumSource(Canonicalization.class)
    void signs_what_verifies(Canonicalization canonicalization) throws Exception {
        PrivateKey key = PrivateKey.parse("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=");
        List<Header> header =
                List.of(new Header("From:  a@example.org\r\n"), new Header("Subject: long\r\n  and folded\r\n"));
        String unsigned = "DKIM-Signature: v=1; a=ed25519-sha256; c=" + canonicalization.word()
                + "/simple; d=example.org; s=sel;\r\n\th=Subject:From; bh=AAAA;\r\n\tb=";
        FieldSigner signer = new FieldSigner(key, SignatureAlgorithm.ED25519_SHA256, canonicalization);
        Header signed = signer.sign(List.of(header.get(1), header.get(0)), unsigned);

        SignatureField field = SignatureField.parse(signed);
        byte[] data = SignedData.of(
                new SignedFields(header).chosen(field.names(), signed), signed, field.headerCanonicalization());
        PublicKey publicKey = PublicKey.parse(KeyType.ED25519, "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
        assertThat(publicKey.verifies(
                        SignatureAlgorithm.ED25519_SHA256,
                        data,
                        field.signature().bytes()))
                .isTrue();
        assertThat(signed.text().lines()).allMatch(line -> line.length() < 80);
        assertThat(signed.text()).endsWith("\r\n").startsWith(unsigned);
    }
}
