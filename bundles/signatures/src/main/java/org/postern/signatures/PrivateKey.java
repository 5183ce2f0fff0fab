package org.postern.signatures;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A private key that signs. Immutable; its text and its messages say nothing of the key but kind and size.
public final class PrivateKey {
    private static final int MAX_TEXT = 65_536;
    private static final Pattern PEM = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \\1-----");
    private static final byte[] VERSION = {0x02, 0x01, 0x00};
    private static final byte[] RSA_ALGORITHM = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };
    private static final byte[] RSA_OBJECT = Arrays.copyOfRange(RSA_ALGORITHM, 4, 13);
    private static final byte[] ED25519_ALGORITHM = {0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70};
    private static final byte[] ED25519_OBJECT = Arrays.copyOfRange(ED25519_ALGORITHM, 4, 7);
    private static final int ED25519_BYTES = 32;

    private final KeyType type;
    private final int bits;
    private final java.security.PrivateKey key;

    private PrivateKey(KeyType type, int bits, java.security.PrivateKey key) {
        this.type = type;
        this.bits = bits;
        this.key = key;
    }

    /// The key in a text: PEM with an RSA key (PKCS#1 or PKCS#8) or an Ed25519 key (PKCS#8), or the 32 bytes
    /// of an Ed25519 key in base64.
    public static PrivateKey parse(String text) throws SyntaxException {
        if (text.length() > MAX_TEXT) {
            throw new SyntaxException("a private key of " + text.length() + " bytes");
        }
        try {
            Matcher pem = PEM.matcher(text);
            if (!pem.find()) {
                return raw(text);
            }
            byte[] bytes = decode(pem.group(2));
            return switch (pem.group(1)) {
                case "RSA PRIVATE KEY" ->
                    rsa(Der.element(Der.SEQUENCE, VERSION, RSA_ALGORITHM, Der.element(Der.OCTET_STRING, bytes)));
                case "PRIVATE KEY" -> pkcs8(bytes);
                case "ENCRYPTED PRIVATE KEY" -> throw new SyntaxException("a private key that needs a password");
                default -> throw new SyntaxException("not a private key: " + pem.group(1));
            };
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            throw new SyntaxException("not a private key"); // the cause might show some of it
        }
    }

    private static byte[] decode(String base64) {
        return Base64.getDecoder().decode(base64.replaceAll("\\s|\\\\n", ""));
    }

    private static PrivateKey raw(String text) throws SyntaxException, GeneralSecurityException {
        byte[] seed = decode(text);
        if (seed.length != ED25519_BYTES) {
            throw new SyntaxException("not a private key: neither PEM nor the 32 bytes of an Ed25519 key");
        }
        byte[] inner = Der.element(Der.OCTET_STRING, Der.element(Der.OCTET_STRING, seed));
        return ed25519(Der.element(Der.SEQUENCE, VERSION, ED25519_ALGORITHM, inner));
    }

    private static PrivateKey pkcs8(byte[] bytes) throws SyntaxException, GeneralSecurityException {
        byte[] object = object(bytes);
        if (Arrays.equals(object, RSA_OBJECT)) {
            return rsa(bytes);
        }
        if (Arrays.equals(object, ED25519_OBJECT)) {
            return ed25519(bytes);
        }
        throw new SyntaxException("a private key that is neither RSA nor Ed25519");
    }

    private static byte[] object(byte[] pkcs8) throws SyntaxException {
        try {
            Der info = new Der(pkcs8).enter(Der.SEQUENCE);
            info.enter(Der.INTEGER);
            return info.enter(Der.SEQUENCE).enter(Der.OBJECT).rest();
        } catch (SyntaxException _) {
            throw new SyntaxException("not a private key");
        }
    }

    private static PrivateKey rsa(byte[] pkcs8) throws SyntaxException, GeneralSecurityException {
        java.security.PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        BigInteger modulus = ((RSAPrivateKey) key).getModulus();
        return new PrivateKey(KeyType.RSA, modulus.bitLength(), key);
    }

    private static PrivateKey ed25519(byte[] pkcs8) throws GeneralSecurityException {
        return new PrivateKey(
                KeyType.ED25519,
                ED25519_BYTES * 8,
                KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    }

    /// The kind of key.
    public KeyType type() {
        return type;
    }

    /// The size of the key: of the modulus for RSA, 256 for Ed25519.
    public int bits() {
        return bits;
    }

    /// The signature over `data`: over its hash for RSA, over the bytes of its hash for Ed25519 (RFC 8463,
    /// 3). The algorithm is one of this kind of key and not historic.
    public byte[] sign(SignatureAlgorithm algorithm, byte[] data) throws SyntaxException {
        if (algorithm.keyType() != type || algorithm.isHistoric()) {
            throw new SyntaxException("a key of kind " + type.word() + " does not sign with " + algorithm.word());
        }
        try {
            Signature signer = Signature.getInstance(PublicKey.jdkName(algorithm));
            signer.initSign(key);
            signer.update(type == KeyType.RSA ? data : algorithm.hash().digest().digest(data));
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new SyntaxException("the key cannot sign with " + algorithm.word() + ": too short");
        }
    }

    @Override
    public String toString() {
        return type.word() + " " + bits;
    }
}
