package org.postern.signatures;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;

/// A public key that verifies signatures, by the JDK's own cryptography. Immutable.
public final class PublicKey {
    /// The fewest bits of an RSA key that can be tried at all; what is enough is for policy to say.
    public static final int MIN_RSA_BITS = 512;
    /// The most bits that an RSA key may have: a larger one would cost too much to try.
    public static final int MAX_RSA_BITS = 8192;

    private static final int MAX_TEXT = 4096;
    private static final int MAX_EXPONENT_BITS = 64;
    private static final int ED25519_BYTES = 32;

    private final KeyType type;
    private final int bits;
    private final java.security.PublicKey key;

    private PublicKey(KeyType type, int bits, java.security.PublicKey key) {
        this.type = type;
        this.bits = bits;
        this.key = key;
    }

    /// The key in base64: an RSA key as a SubjectPublicKeyInfo (RFC 6376, 3.6.1) or as a bare RSAPublicKey,
    /// an Ed25519 key as 32 bytes (RFC 8463, 4.2) or as a SubjectPublicKeyInfo.
    public static PublicKey parse(KeyType type, String base64) throws SyntaxException {
        if (base64.length() > MAX_TEXT) {
            throw new SyntaxException("a key of " + base64.length() + " bytes");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new SyntaxException("a key that is not base64");
        }
        try {
            return type == KeyType.RSA ? rsa(bytes) : ed25519(bytes);
        } catch (GeneralSecurityException e) {
            throw new SyntaxException("not a key: " + e.getMessage());
        }
    }

    private static PublicKey rsa(byte[] bytes) throws SyntaxException, GeneralSecurityException {
        Der sequence = new Der(bytes).enter(Der.SEQUENCE);
        if (sequence.isNext(Der.SEQUENCE)) {
            sequence.enter(Der.SEQUENCE);
            sequence = sequence.bits().enter(Der.SEQUENCE);
        }
        BigInteger modulus = sequence.number();
        BigInteger exponent = sequence.number();
        if (modulus.signum() < 0 || modulus.bitLength() < MIN_RSA_BITS || modulus.bitLength() > MAX_RSA_BITS) {
            throw new SyntaxException("an RSA key of " + modulus.bitLength() + " bits");
        }
        if (exponent.signum() < 0 || exponent.bitLength() > MAX_EXPONENT_BITS) {
            throw new SyntaxException("an RSA key with an exponent of " + exponent.bitLength() + " bits");
        }
        return new PublicKey(
                KeyType.RSA,
                modulus.bitLength(),
                KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent)));
    }

    private static PublicKey ed25519(byte[] bytes) throws SyntaxException, GeneralSecurityException {
        byte[] point = bytes;
        if (bytes.length > ED25519_BYTES) {
            Der sequence = new Der(bytes).enter(Der.SEQUENCE);
            sequence.enter(Der.SEQUENCE);
            point = sequence.bits().rest();
        }
        if (point.length != ED25519_BYTES) {
            throw new SyntaxException("an Ed25519 key of " + point.length + " bytes");
        }
        byte[] y = new byte[ED25519_BYTES];
        for (int i = 0; i < y.length; i++) {
            y[i] = point[y.length - 1 - i];
        }
        boolean odd = (y[0] & 0x80) != 0;
        y[0] &= 0x7f;
        EdECPublicKeySpec spec =
                new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, y)));
        int bits = ED25519_BYTES * 8;
        return new PublicKey(
                KeyType.ED25519, bits, KeyFactory.getInstance("Ed25519").generatePublic(spec));
    }

    /// The kind of key.
    public KeyType type() {
        return type;
    }

    /// The size of the key: of the modulus for RSA, 256 for Ed25519.
    public int bits() {
        return bits;
    }

    /// Whether `signature` was made over `data` with the private half of this key. False for an algorithm of
    /// another kind of key, and for a historic one whatever the signature is (RFC 8301, 3.1).
    public boolean verifies(SignatureAlgorithm algorithm, byte[] data, byte[] signature) {
        if (algorithm.keyType() != type || algorithm.isHistoric()) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(jdkName(algorithm));
            verifier.initVerify(key);
            verifier.update(
                    type == KeyType.RSA ? data : algorithm.hash().digest().digest(data));
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false; // what it is given is no signature of such a key
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK cannot verify " + algorithm.word(), e);
        }
    }

    static String jdkName(SignatureAlgorithm algorithm) {
        return algorithm.keyType() == KeyType.RSA ? algorithm.hash().signatureName() + "withRSA" : "Ed25519";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey that && Arrays.equals(key.getEncoded(), that.key.getEncoded());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key.getEncoded());
    }

    @Override
    public String toString() {
        return type.word() + " " + bits;
    }
}
