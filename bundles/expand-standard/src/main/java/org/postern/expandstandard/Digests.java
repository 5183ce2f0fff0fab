package org.postern.expandstandard;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.postern.api.Arguments;
import org.postern.api.ExpansionException;
import org.postern.api.Text;

/// Message digests: the operators `md5`, `sha1`, `sha256`, `sha2`, `sha3`, and the item `hmac`.
final class Digests {
    private static final Map<String, String> SHA2 =
            Map.of("", "SHA-256", "256", "SHA-256", "384", "SHA-384", "512", "SHA-512");
    private static final Map<String, String> SHA3 =
            Map.of("", "SHA3-256", "224", "SHA3-224", "256", "SHA3-256", "384", "SHA3-384", "512", "SHA3-512");

    private Digests() {}

    static List<Operator> operators() {
        return List.of(
                Operator.checked("md5", text -> HexFormat.of().formatHex(digest("MD5", bytes(text))))
                        .alsoOf(der -> upper("MD5", der)),
                Operator.checked("sha1", text -> upper("SHA-1", bytes(text))).alsoOf(der -> upper("SHA-1", der)),
                Operator.checked("sha256", text -> upper("SHA-256", bytes(text)))
                        .alsoOf(der -> upper("SHA-256", der)),
                variants("sha2", SHA2),
                variants("sha3", SHA3));
    }

    static Item hmac() {
        return new Item("hmac", 3, (arguments, _) -> hmac(arguments)).atMost(3);
    }

    private static Operator variants(String name, Map<String, String> algorithms) {
        return new Operator(name, (subject, arguments, _) -> {
            String algorithm = algorithms.get(String.join("_", arguments));
            if (algorithm == null) {
                throw ExpansionException.error("unrecognised " + name + " variant");
            }
            return subject.with(upper(algorithm, bytes(subject.value())));
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String upper(String algorithm, byte[] bytes) throws ExpansionException {
        return HexFormat.of().withUpperCase().formatHex(digest(algorithm, bytes));
    }

    private static byte[] digest(String algorithm, byte[] bytes) throws ExpansionException {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (GeneralSecurityException e) {
            throw ExpansionException.defer(algorithm + " is not available: " + e.getMessage());
        }
    }

    private static Text hmac(Arguments arguments) throws ExpansionException {
        String name = arguments.expand(0).value();
        String algorithm = switch (name) {
            case "md5" -> "HmacMD5";
            case "sha1" -> "HmacSHA1";
            default -> throw ExpansionException.error("hmac algorithm \"" + name + "\" is not recognised");
        };
        Text key = arguments.expand(1);
        Text text = arguments.expand(2);
        // An empty key is the same as one zero byte: a key is filled up with zeros.
        byte[] secret = key.isEmpty() ? new byte[1] : key.value().getBytes(StandardCharsets.ISO_8859_1);
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret, algorithm));
            byte[] result = mac.doFinal(text.value().getBytes(StandardCharsets.ISO_8859_1));
            return text.with(HexFormat.of().formatHex(result));
        } catch (GeneralSecurityException e) {
            throw ExpansionException.defer(algorithm + " is not available: " + e.getMessage());
        }
    }
}
