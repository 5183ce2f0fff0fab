package org.postern.signatures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.postern.api.mail.Header;

/// Random input gives a value or an error of the kind that is promised, and nothing else.
@NullMarked
class FuzzTest {
    private static final int ROUNDS = 50_000;
    private static final String SIGNATURE = """
            DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d=example.org; s=sel; t=1; x=2; l=3;
            \th=From:To; bh=QUJD; b=QUJDRA==
            """.replace("\n", "\r\n");
    private static final String RSA =
            "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDXRFf+VhT+lCgFhhSkinZKcFNeRzjYdW8vT29Rbb3NadvT"
                    + "FwAd+cVLPFwZL8H5tUD/7JbUPqNTCPxmpgIL+V5T4tEZMorHatvvUM2qfcpQ45IfsZ+YdhbIiAslHCpy4xNxIR3zylgqRUF4+Dtsaqy3a5L"
                    + "hwMiKCLrnzhXk1F1hxwIDAQAB";
    private static final String PEM = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
            -----END PRIVATE KEY-----
            """;
    private static final List<String> SEEDS = List.of(
            SIGNATURE,
            "v=DKIM1; k=ed25519; h=sha256; s=email; t=y:s; n=x; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
            "p=" + RSA,
            PEM);

    private static String mutated(Random random) {
        StringBuilder text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
        for (int i = random.nextInt(6); i >= 0 && !text.isEmpty(); i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, (char) random.nextInt(256));
                case 3 -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(20))));
                default -> text.setLength(at);
            }
        }
        return text.toString();
    }

    private int good;

    private interface Parser {
        void parse() throws SyntaxException;
    }

    private void parse(String text, Parser parser) {
        try {
            parser.parse();
            good++;
        } catch (SyntaxException e) {
            assertThat(e.problem()).as(text).isNotEmpty();
        }
    }

    @Test
    void tag_lists_signatures_records_and_keys_of_any_form_are_read_or_refused() {
        Random random = new Random(6376);
        for (int i = 0; i < ROUNDS; i++) {
            String text = mutated(random);
            Header field = new Header(text);
            parse(text, () -> TagList.parse(text));
            parse(text, () -> SignatureField.parse(field));
            parse(text, () -> KeyRecord.parse(text).key());
            parse(text, () -> PrivateKey.parse(text));
            SignedData.of(List.of(field), field, Canonicalization.RELAXED);
        }
        assertThat(good).isGreaterThan(ROUNDS / 10);
    }

    @Test
    void bytes_of_any_form_are_a_key_or_none() {
        Random random = new Random(8463);
        byte[] info = Base64.getDecoder().decode(RSA);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = info.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                bytes[random.nextInt(random.nextBoolean() ? 40 : bytes.length)] = (byte) random.nextInt(256);
            }
            String text = Base64.getEncoder().encodeToString(bytes);
            parse(text, () -> PublicKey.parse(KeyType.RSA, text).verifies(SignatureAlgorithm.RSA_SHA256, bytes, bytes));
            parse(text, () -> PublicKey.parse(KeyType.ED25519, text.substring(0, 44)));
        }
        assertThat(good).isGreaterThan(100);
    }

    @Test
    void messages_of_any_form_have_a_header_and_a_body() {
        Random random = new Random(5322);
        String[] pieces = {"A: b\r\n", " c\r\n", "\r\n", "\n", "\r", "x", ":", " ", "\u00e9", "D-E:\r\n"};
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder message = new StringBuilder();
            for (int j = random.nextInt(12); j >= 0; j--) {
                message.append(pieces[random.nextInt(pieces.length)]);
            }
            byte[] bytes = Latin.bytes(message.toString());
            CanonicalizationTest.Halves halves = new CanonicalizationTest.Halves();
            MessageSplitter splitter = new MessageSplitter(halves);
            for (int at = 0; at < bytes.length; at += 3) {
                splitter.update(bytes, at, Math.min(3, bytes.length - at));
            }
            splitter.end();
            int kept = halves.body.length()
                    + halves.header.stream()
                            .mapToInt(field -> field.text().length())
                            .sum();
            assertThat(kept)
                    .as(message.toString())
                    .isBetween(bytes.length - 2, bytes.length + 2 * halves.header.size());
        }
    }
}
